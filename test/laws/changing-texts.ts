import fc from 'fast-check';

const service = fc.record({
  name: fc.stringMatching(/^[a-z]{1,6}$/),
  lines: fc.array(
    fc.constantFrom(
      'privileged: true',
      'image: nginx',
      'pid: host',
      'cap_add: [SYS_ADMIN]',
      'ports:\n      - "80:80"',
      '<<: *base',
      'extends: root',
      '# note',
      'command: |\n      x: 1\n      y',
      'labels: {a: b,\n      c: d}',
      'volumes:\n    - /:/host\n    # c\n    - ./x:/y',
      'user: &u "1:1"',
      'entrypoint: "a\n      b"',
    ),
    { minLength: 1, maxLength: 8 },
  ),
});

/** A Compose file with so many services. */
export const composeOf = (minLength: number, maxLength: number) =>
  fc.array(service, { minLength, maxLength, size: 'max' }).map((services) => {
    const body = services.map(({ name, lines }, i) => `  ${name}${i}:\n${[...new Set(lines)].map((l) => `    ${l}\n`).join('')}`).join('\n');
    return `x-base: &base\n  read_only: true\n  ipc: host\nservices:\n  root:\n    image: nginx\n    ipc: host\n${body}\nvolumes:\n  data: {}\n`;
  });
/** Compose files: small ones, and some that are long enough to be cut into pieces. */
const compose = fc.oneof(composeOf(1, 10), composeOf(90, 120));

const kubernetes = fc
  .array(
    fc.constantFrom(
      'hostPID: true',
      'hostNetwork: yes',
      'containers:\n    - name: a\n      image: b\n      securityContext: {privileged: true}',
      'volumes:\n    - name: v\n      hostPath: {path: /}',
      '# note',
      'nodeName: "x"',
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((lines) => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n${[...new Set(lines)].map((l) => `  ${l}\n`).join('')}`);

/** A text to start with. */
export const text = fc.oneof(
  compose,
  fc.array(kubernetes, { minLength: 1, maxLength: 5 }).map((docs) => docs.join('---\n')),
);

/** A change at a place from 0 to 1. */
export const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(12),
  insert: fc.constantFrom(
    '',
    '',
    'x',
    '\n',
    '  ',
    ':',
    ' "',
    '[',
    '- ',
    '\n---\n',
    'pid: host',
    '&b ',
    '*base',
    '#',
    '{{ .x }}',
    "'",
    '\t',
    'kind: ServiceAccount\n',
    '# bulkhead: allow host-pid, privileged-container -- why\n',
  ),
});
