import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import type { FileAnalysis } from '../../server/src/engine/analysis.ts';
import { Engine, type FileAccess } from '../../server/src/engine/engine.ts';
import { Cases, SEED, TIMEOUT } from './cases.ts';

/** Each case analyses several files several times. */
const PART = 0.0003;

const seen = (analysis: FileAnalysis) => ({
  findings: analysis.findings.map((f) => [
    f.rule.id,
    f.severity,
    f.message,
    f.span,
    f.path,
    f.related,
    f.origin,
    f.also.map(({ name }) => name),
    f.fingerprint,
  ]),
  problems: analysis.problems,
});

const START: Readonly<Record<string, string>> = {
  'compose.yaml': `include:
  - more/compose.yaml
x-base: &base
  cap_add: [SYS_ADMIN]
services:
  web:
    <<: *base
    image: "example/web:\${TAG:-1}"
    volumes: [data:/data]
  db:
    extends: { file: common.yaml, service: base }
    image: example/db:1
  job: { image: example/job:1, pid: "\${PID:-host}" }
volumes:
  data: {}
`,
  'compose.override.yaml': `services:
  web:
    privileged: true
    volumes: ["/:/host"]
  job: { cap_drop: [ALL] }
volumes:
  data: { driver_opts: { type: none, o: bind, device: /etc } }
`,
  'common.yaml': `services:
  base:
    user: root
    ipc: host
    volumes: ["/var/run/docker.sock:/var/run/docker.sock"]
`,
  'more/compose.yaml': `services:
  extra:
    image: example/extra:1
    network_mode: service:web
`,
  '.env': 'TAG=2\nPID=\n',
};
const NAMES = Object.keys(START);

const change = fc.record({
  file: fc.constantFrom(...NAMES),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(14),
  insert: fc.constantFrom(
    '',
    '',
    'x',
    '\n',
    '  ',
    ': ',
    '"',
    '[',
    '- ',
    '\n---\n',
    'host',
    '!reset ',
    '!override ',
    '*base',
    '#',
    'PID=host\n',
    '${',
    'services:\n',
    'extends: web\n',
  ),
  look: fc.constantFrom('compose.yaml', 'compose.override.yaml', 'common.yaml', 'more/compose.yaml'),
});

test('a project analysed after any run of changes of its files is the one that a fresh start gives', { timeout: TIMEOUT }, () => {
  const cases = new Cases('projects after changes', PART);
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), fc.array(fc.constantFrom(...NAMES), { maxLength: 3 }), (changes, shown) => {
      const texts = new Map(Object.entries(START));
      const access: FileAccess = { text: (uri) => texts.get(uri), isShown: (uri) => shown.includes(uri) };
      const live = new Engine(DEFAULT_SETTINGS, access);
      let found = 0;
      for (const { file, at, remove, insert, look } of changes) {
        const text = texts.get(file) as string;
        const from = Math.floor(at * text.length);
        texts.set(file, text.slice(0, from) + insert + text.slice(from + remove));
        const now = { uri: look, text: texts.get(look) as string };
        const incremental = seen(live.update(now));
        expect(incremental).toEqual(seen(new Engine(DEFAULT_SETTINGS, access).analyse(now)));
        found += incremental.findings.length;
      }
      cases.add(found > 0 ? 'found' : 'nothing found');
    }),
    { numRuns: cases.wanted, seed: SEED },
  );
  cases.report('found', 0.8);
});
