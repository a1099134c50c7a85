import { describe, expect, it } from 'vitest';
import { COMPOSE_CHOICES, KUBERNETES_CHOICES } from '../../server/src/isolation/knowledge/choices.ts';
import { COMPOSE } from '../../server/src/isolation/knowledge/compose.ts';
import { KUBERNETES } from '../../server/src/isolation/knowledge/kubernetes.ts';
import { at, container, pod, service } from '../kit/completed.ts';

describe('where the cursor may be', () => {
  const PROFILES = ['RuntimeDefault', 'Localhost', 'Unconfined'];
  it.each([
    ['behind the colon', '  securityContext:\n    seccompProfile:\n      type: |\n'],
    ['directly behind it', '  securityContext:\n    seccompProfile:\n      type:|\n'],
    ['in a half-typed value', '  securityContext:\n    seccompProfile:\n      type: Run|\n'],
    ['within a value', '  securityContext:\n    seccompProfile:\n      type: Run|time # our own\n'],
    ['on the line below', '  securityContext:\n    seccompProfile:\n      type:\n        Run|\n'],
    ['in quotes', '  securityContext:\n    seccompProfile:\n      type: "Run|"\n'],
    ['in a quotation that is open', "  securityContext:\n    seccompProfile:\n      type: 'Run|\n"],
    ['behind a tab', '  securityContext:\n    seccompProfile:\n      type:\tRun|\n'],
    ['in flow style', '  securityContext: { seccompProfile: { type: Run| } }\n'],
    ['in flow style that is open', '  securityContext: { seccompProfile: { type: Run|\n'],
    ['in flow style over lines', '  securityContext: {\n    seccompProfile: {\n      type: Run|\n    }\n  }\n'],
    ['before other keys', '  securityContext:\n    seccompProfile:\n      type: |\n  hostPID: true\n  containers:\n    - name: a\n'],
  ])('%s', (_, spec) => {
    expect(at('a.yaml', pod(spec)).labels).toEqual(PROFILES);
    expect(at('a.yaml', pod(spec).replaceAll('\n', '\r\n')).labels).toEqual(PROFILES);
    expect(at('a.yaml', `a: 1\n---\n${pod(spec)}---\n- b\n`).labels).toEqual(PROFILES);
  });

  it.each([
    ['in a comment', pod('  hostPID: # |\n')],
    ['in a block of text', pod('  hostPID: true\n  note: >\n    hostPID: |\n')],
    ['behind several words', pod('  hostPID: yes or |\n')],
    ['in a text of several lines', pod('  hostPID: yes\n    or|\n')],
    ['in a key', pod('  host|PID: true\n')],
    ['at a key without values', pod('  nodeName: |\n')],
    ['below the key of another service', 'services:\n  web:\n    image: nginx:1.27\n    labels:\n      privileged: |\n'],
    ['in what is no manifest', 'spec:\n  hostPID: |\n'],
    ['in an action of a template', pod('  hostPID: {{ .Values.|host }}\n')],
  ])('nothing %s', (_, text) => {
    expect(at('a.yaml', text).labels).toEqual([]);
  });
});

describe('values', () => {
  it('replace what is there, and keep its quotes and what stands around it', () => {
    expect(at('a.yaml', pod('  securityContext: { seccompProfile: { type: "Un|confined" }, runAsUser: 1 } # x\n')).accept('RuntimeDefault')).toBe(
      pod('  securityContext: { seccompProfile: { type: "RuntimeDefault" }, runAsUser: 1 } # x\n'),
    );
    expect(at('a.yaml', pod("  hostUsers: 'tr|ue'\n")).accept('false')).toBe(pod('  hostUsers: false\n'));
    expect(at('a.yaml', pod('  hostUsers:|\n')).accept('false')).toBe(pod('  hostUsers: false\n'));
  });

  it.each([
    ['a switch', 'a.yaml', pod('  hostUsers: true|\n')],
    ['a word', 'a.yaml', pod('  securityContext:\n    seccompProfile:\n      type: RuntimeDefault|\n')],
    ['a word in quotes', 'a.yaml', pod('  securityContext: { seccompProfile: { type: "Unconfined|" } }\n')],
    ['a number of ours', 'a.yaml', pod('  securityContext:\n    runAsUser: 0|\n')],
    ['a number with which one of ours begins', 'a.yaml', pod('  securityContext:\n    runAsUser: 1000|\n')],
    ['a user and group', 'compose.yaml', service('    user: 101:101|\n')],
    ['an item', 'a.yaml', container('      securityContext:\n        capabilities:\n          drop:\n            - ALL|\n')],
    ['an item in brackets', 'compose.yaml', service('    cap_drop: [ALL|]\n')],
  ])('are not offered once one is typed to its end: %s', (_, file, text) => {
    expect(at(file, text).labels).toEqual([]);
  });

  it('are others than what is there', () => {
    expect(at('a.yaml', pod('  hostUsers: |true\n')).labels).toEqual(['false']);
    expect(at('a.yaml', pod('  securityContext:\n    seccompProfile:\n      type: Run|timeDefault # our own\n')).labels).toEqual(['Localhost', 'Unconfined']);
  });

  it('say what they mean, the safe one first', () => {
    const users = at('a.yaml', pod('  hostUsers: |\n'));
    expect(users.labels).toEqual(['false', 'true']);
    expect(users.safe).toEqual(['false']);
    expect(users.briefOf('true')).toBe('root inside is root on the node');
  });

  it('are quoted in JSON, and where YAML would read a number', () => {
    expect(at('a.json', `{"kind": "Pod", "spec": {"securityContext": {"seccompProfile": {"type": |}}}}`).accept('Localhost')).toContain('"type": "Localhost"');
    expect(at('compose.yaml', service('    user: |\n')).accept('101:101')).toBe(service('    user: "101:101"\n'));
  });

  it('are the users of the image', () => {
    const users = at('a.yaml', container('      securityContext:\n        runAsUser: |\n'));
    expect(users.labels).toEqual(['999', '10001', '0']);
    expect(users.briefOf('999')).toContain('postgres');
    expect(at('a.yaml', pod('  securityContext:\n    runAsUser: |\n  containers:\n    - image: redis:7\n    - image: nginx:1.27\n')).safe).toEqual([
      '999',
      '101',
    ]);
    expect(at('a.yaml', pod('  securityContext:\n    runAsUser: |\n  containers:\n    - image: example.com/a:1\n')).safe).toEqual(['10001']);
  });

  it('are the ServiceAccounts of the namespace, and the RuntimeClasses that are known', () => {
    const beside = (kind: string, name: string, more: string) => `---\napiVersion: v1\nkind: ${kind}\nmetadata: { name: ${name}${more} }\n`;
    const accounts = `${beside('ServiceAccount', 'api', '')}${beside('ServiceAccount', 'other', ', namespace: other')}`;
    expect(at('a.yaml', `${pod('  serviceAccountName: |\n')}${accounts}`).labels).toEqual(['api']);
    expect(at('a.yaml', pod('  runtimeClassName: |\n')).labels).toEqual(['gvisor', 'kata']);
    expect(at('a.yaml', `${pod('  runtimeClassName: |\n')}${beside('RuntimeClass', 'strong', '')}`, { runtimeClass: 'sandbox' }).labels).toEqual([
      'sandbox',
      'strong',
    ]);
  });

  it('of Compose', () => {
    expect(at('compose.yaml', service('    network_mode: |\n')).labels).toEqual(['none', 'bridge', 'host']);
    expect(at('compose.yaml', service('    runtime: |\n')).safe).toEqual(['runsc', 'io.containerd.kata.v2']);
    expect(at('compose.yaml', service('    userns_mode: |\n')).safe).toEqual([]);
    expect(at('compose.yaml', 'services:\n  web:\n    pid: |\n').labels).toEqual(['host']);
  });

  it('have rows in the table of hovers, which explains them', () => {
    for (const key of Object.keys(KUBERNETES_CHOICES)) expect(KUBERNETES).toHaveProperty([key]);
    for (const key of Object.keys(COMPOSE_CHOICES)) expect(COMPOSE).toHaveProperty([key]);
    for (const choices of Object.values({ ...KUBERNETES_CHOICES, ...COMPOSE_CHOICES })) {
      const marks = choices.map(({ safe }) => safe === true);
      expect(marks).toEqual(marks.toSorted((a, b) => Number(b) - Number(a)));
    }
  });
});

describe('items of lists', () => {
  it('get the dash that they lack, and the brackets', () => {
    const list = (lines: string) => container(`      securityContext:\n        capabilities:\n${lines}`);
    expect(at('a.yaml', list('          drop:\n            |\n          add: [CHOWN]\n')).accept('ALL')).toBe(
      list('          drop:\n            - ALL\n          add: [CHOWN]\n'),
    );
    expect(at('a.yaml', list('          drop:\n          - KILL\n          A|\n')).accept('ALL')).toBe(
      list('          drop:\n          - KILL\n          - ALL\n'),
    );
    expect(at('a.yaml', list('          drop: |\n')).accept('[ALL]')).toBe(list('          drop: [ALL]\n'));
    expect(at('a.yaml', list('          drop: [\n            |\n          ]\n')).accept('ALL')).toBe(list('          drop: [\n            ALL\n          ]\n'));
    expect(at('compose.yaml', service('    security_opt:\n      - no-|\n')).accept('no-new-privileges:true')).toBe(
      service('    security_opt:\n      - no-new-privileges:true\n'),
    );
  });

  it('are not there yet', () => {
    const { labels } = at('compose.yaml', service('    security_opt: [no-new-privileges:true, |]\n'));
    expect(labels).not.toContain('no-new-privileges:true');
    expect(at('compose.yaml', service('    cap_add: [cap_chown, |]\n')).labels).not.toContain('CHOWN');
  });

  it('begin with what the image needs as root, and end with everything', () => {
    const { labels, safe, briefOf } = at('a.yaml', container('      securityContext: { capabilities: { add: [|] } }\n'));
    expect(labels.slice(0, 5)).toEqual(['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID']);
    expect(briefOf('CHOWN')).toBe('postgres (Debian) needs it as root');
    expect(briefOf('SYS_MODULE')).toBe('loads kernel modules: code inside the kernel of the node');
    expect([labels.at(-1), safe]).toEqual(['ALL', []]);
    expect(at('a.yaml', container('      securityContext: { capabilities: { drop: [|] } }\n')).safe).toEqual(['ALL']);
  });
});

describe('allow comments', () => {
  it('name the rules that stand on their line, or below it', () => {
    const above = at('compose.yaml', service('    # bulkhead: allow |\n    # because\n    privileged: true\n'));
    expect(above.labels).toEqual(['privileged-container']);
    expect(above.accept('privileged-container')).toBe(service('    # bulkhead: allow privileged-container -- \n    # because\n    privileged: true\n'));
    expect(at('compose.yaml', service('    privileged: true # bulkhead: allow priv|\n')).labels).toEqual(['privileged-container']);
    expect(at('compose.yaml', service('    # bulk|\n    privileged: true\n')).labels).toEqual(['bulkhead: allow privileged-container']);
  });

  it('keep the rules and the reason that are there', () => {
    const { labels, accept } = at('compose.yaml', 'services:\n  web: # bulkhead: allow run-as-root, |mem -- a test\n    image: nginx:1.27\n');
    expect(labels).not.toContain('run-as-root');
    expect(accept('memory-limit-missing')).toContain('# bulkhead: allow run-as-root, memory-limit-missing -- a test\n');
  });

  it.each([
    ['where nothing is found', service('    # bulkhead: allow |\n    init: true\n')],
    ['in the reason', service('    privileged: true # bulkhead: allow privileged-container -- it |\n')],
    ['in another comment', service('    # be |\n    privileged: true\n')],
    ['in what is data', service('    labels: "x # bulkhead: allow |"\n    privileged: true\n')],
  ])('nothing %s', (_, text) => {
    expect(at('compose.yaml', text).labels).toEqual([]);
  });
});
