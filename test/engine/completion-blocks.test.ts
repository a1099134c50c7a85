import { describe, expect, it } from 'vitest';
import { at, container, pod, service } from '../kit/completed.ts';

describe('blocks', () => {
  const HARDENED = [
    'allowPrivilegeEscalation: false',
    'capabilities:',
    '  drop:',
    '  - ALL',
    '  add:',
    '  - CHOWN',
    '  - NET_BIND_SERVICE',
    '  - SETGID',
    '  - SETUID',
  ];
  const nginx = (lines: string) => pod(`  containers:\n  - name: web\n    image: nginx:1.27\n${lines}    ports: []\n`);
  const below = (indent: string) => HARDENED.map((line) => `${indent}${line}\n`).join('');

  it('are the securityContext that fixes make for this image, in the indentation of the file', () => {
    const after = nginx(`    securityContext:\n${below('      ')}`);
    expect(at('a.yaml', nginx('    secu|\n')).accept('securityContext, hardened')).toBe(after);
    expect(at('a.yaml', nginx('    |\n')).accept('securityContext, hardened')).toBe(after);
    expect(at('a.yaml', nginx('    |\n').replaceAll('\n', '\r\n')).accept('securityContext, hardened')).toBe(after.replaceAll('\n', '\r\n'));
    expect(at('a.yaml', nginx('    securityContext:\n        h|\n')).accept('hardening')).toBe(nginx(`    securityContext:\n${below('        ')}`));
    expect(at('a.yaml', pod('  containers: [{ name: a, image: web:1, s| }]\n')).accept('securityContext, hardened')).toContain(
      'image: web:1, securityContext: { runAsNonRoot: true, runAsUser: 10001, ',
    );
  });

  it('are what the pod lacks', () => {
    const whole = at('a.yaml', `${pod('  h|\n')}  containers:\n    - name: a\n      image: redis:7\n`);
    expect(whole.accept('hardening')).toContain('spec:\n  automountServiceAccountToken: false\n  hostUsers: false\n  securityContext:\n    seccompProfile:\n');
    expect(at('a.yaml', `${pod('  |\n')}  containers:\n    - image: redis:7\n`).labels).toEqual(['hardening', 'securityContext, hardened']);
  });

  it('are what a service lacks, and its tmpfs', () => {
    const { labels, accept } = at('compose.yaml', service('    |\n    init: true\n'));
    expect(labels).toEqual(['hardening', 'tmpfs for its paths']);
    expect(accept('hardening')).toMatch(
      /read_only: true\n {4}cap_drop:\n {6}- ALL\n[\s\S]*tmpfs:\n {6}- \/var\/cache\/nginx:size=1g\n {6}- \/var\/run:size=64m\n {4}init: true\n$/,
    );
    expect(accept('tmpfs for its paths')).toBe(service('    tmpfs:\n      - /var/cache/nginx:size=1g\n      - /var/run:size=64m\n    init: true\n'));
  });

  it('are the same in a large file', () => {
    const many = Array.from({ length: 30 }, (_, i) => `  s${i}:\n    image: redis:7\n`).join('');
    const here = (lines: string) => `services:\n${many}  web:\n    image: nginx:1.27\n${lines}${many.replaceAll('  s', '  t')}volumes: {}\n`;
    const alone = at('compose.yaml', service('    hard|\n')).accept('hardening');
    expect(at('compose.yaml', here('    hard|\n')).accept('hardening')).toBe(here(alone.slice(service('').length)));
    const documents = `---\nkind: A\nmetadata: {}\n`.repeat(30);
    expect(at('a.yaml', `${documents}---\n${nginx('    secu|\n')}${documents}`).accept('securityContext, hardened')).toContain(
      nginx(`    securityContext:\n${below('      ')}`),
    );
  });

  it.each([
    ['where one is', nginx('    |\n    securityContext: { privileged: true }\n')],
    ['at a key that is there', nginx('    secu|: {}\n')],
    ['before something else', nginx('    secu| web\n')],
    ['directly before a comment', nginx('    |# web\n')],
    ['where something else is begun', nginx('    work|\n')],
    ['around the pod', `sec|\n${nginx('')}`],
  ])('nothing %s', (_, text) => {
    expect(at('a.yaml', text).labels).toEqual([]);
  });
});

describe('snippets', () => {
  const KUBERNETES_SNIPPETS = ['bh-cronjob', 'bh-deployment', 'bh-job', 'bh-namespace', 'bh-networkpolicy', 'bh-pod', 'bh-runtimeclass-gvisor'];
  it('are objects in an empty document, and behind the last one', () => {
    expect(at('a.yaml', '|').labels).toEqual(expect.arrayContaining(KUBERNETES_SNIPPETS));
    expect(at('a.yaml', `${pod('  hostPID: false\n')}---\nbh|\n`).accept('bh-namespace')).toContain('false\n---\napiVersion: v1\nkind: Namespace\n');
    expect(at('a.yaml', `${pod('  hostPID: false\n')}bh|\n`).accept('bh-namespace')).toContain('false\n---\napiVersion: v1\nkind: Namespace\n');
  });

  it('are a policy for the namespace of the file', () => {
    const inShop = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: shop\n';
    expect(at('a.yaml', `${inShop}---\n|`).accept('bh-networkpolicy')).toContain('name: default-deny\n  namespace: shop\n');
    expect(at('a.yaml', 'kind: Namespace\nmetadata: { name: pay }\n---\n|').accept('bh-networkpolicy')).toContain('namespace: pay\n');
    expect(at('a.yaml', '|').accept('bh-networkpolicy')).toContain('namespace: default\n');
  });

  it('are a project in an empty Compose file, and a service among services', () => {
    expect(at('compose.yaml', '|').labels).toEqual(['bh-service', 'bh-socket-proxy']);
    const { labels, accept } = at('compose.yaml', 'services:\n    a:\n        image: web:1\n    |\n');
    expect(labels).toEqual(['bh-service', 'bh-socket-proxy']);
    expect(accept('bh-service')).toContain('    app:\n        image: registry.example.com/app:1.0.0\n        user: "10001:10001"\n');
  });

  it('are a socket proxy only where its network can follow', () => {
    const proxied = at('compose.yaml', 'services:\n  a:\n    image: web:1\n  |\n').accept('bh-socket-proxy');
    expect(proxied).toMatch(/\n {2}socket-proxy:\n {4}image: [\s\S]*\n\nnetworks:\n {2}# .*\n {2}socket:\n {4}internal: true\n$/);
    for (const mount of ['/var/run/docker.sock:/var/run/docker.sock:ro', '{ type: bind, source: /var/run/docker.sock, target: /s }']) {
      const inFront = at('compose.yaml', `services:\n  b:\n    image: web:1\n  a:\n    image: web:1\n    volumes:\n      - ${mount}\n  |\n`);
      expect(inFront.labels).toEqual(['bh-socket-proxy', 'bh-service']);
      expect(inFront.briefOf('bh-socket-proxy')).toBe('Filtering proxy in front of the engine socket, which "a" mounts');
    }
    expect(at('compose.yaml', 'services:\n  |\n  a:\n    image: web:1\n').labels).toEqual(['bh-service']);
    expect(at('compose.yaml', 'services:\n  a:\n    image: web:1\n  |\nvolumes: {}\n').labels).toEqual(['bh-service']);
  });

  it.each([
    ['in the midst of an object', 'a.yaml', `apiVersion: v1\n|\nkind: Pod\nspec: {}\n`],
    ['in a project that is begun', 'compose.yaml', 'services: {}\n|\n'],
    ['in another file', 'a.yaml', 'on: push\n|\n'],
    ['for Kubernetes among services', 'a.yaml', 'kind: A\nspec: {}\nservices:\n  |\n'],
  ])('nothing %s', (_, uri, text) => {
    expect(at(uri, text).labels).toEqual([]);
  });
});

describe('keys', () => {
  const keysAt = (uri: string, text: string, settings: unknown = {}) => at(uri, text, settings, false);

  it('are those of the object that it lacks, in their usual order', () => {
    const { labels, briefOf, accept } = keysAt('a.yaml', pod('  hostIPC: false\n  host|\n'));
    expect(labels.slice(0, 4)).toEqual(['serviceAccountName', 'automountServiceAccountToken', 'runtimeClassName', 'hostNetwork']);
    expect(labels).not.toContain('hostIPC');
    expect(briefOf('hostPID')).toBe('the process table of the node');
    expect(accept('hostPID')).toBe(pod('  hostIPC: false\n  hostPID: \n'));
    expect(accept('volumes')).toBe(pod('  hostIPC: false\n  volumes:\n'));
    expect(keysAt('a.yaml', container('      securityContext: { pri| }\n')).accept('privileged')).toBe(container('      securityContext: { privileged:  }\n'));
    expect(keysAt('a.yaml', container('      securityContext:\n        pri|: true\n')).accept('privileged')).toBe(
      container('      securityContext:\n        privileged: true\n'),
    );
    expect(keysAt('compose.yaml', service('    cap|\n')).labels).toEqual(expect.arrayContaining(['cap_drop', 'privileged', 'healthcheck']));
  });

  it('are those that the clusters have', () => {
    expect(keysAt('a.yaml', pod('  host|\n'), { kubernetesVersion: '1.32' }).labels).not.toContain('hostUsers');
  });

  it('are left to another server that knows them, as are the switches of Compose, and to the settings', () => {
    const written = pod('  host|\n');
    const keys = (value: string, elsewhere: boolean) => at('a.yaml', written, { completion: { keys: value } }, elsewhere).labels.includes('hostPID');
    expect([keys('auto', false), keys('auto', true), keys('on', true), keys('off', false)]).toEqual([true, false, true, false]);
    expect(keysAt('compose.yaml', service('    read_only: |\n')).labels).toEqual(['true', 'false']);
    expect(at('compose.yaml', service('    read_only: |\n')).labels).toEqual([]);
  });

  it.each([
    ['around the pod', 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  |\n'],
    ['in a kind that nobody knows', 'apiVersion: example.com/v1\nkind: A\nspec:\n  |\n'],
    ['in a volume', pod('  volumes:\n    - name: a\n      ephemeral:\n        volumeClaimTemplate:\n          spec:\n            |\n')],
  ])('nothing %s', (_, text) => {
    expect(keysAt('a.yaml', text).labels).toEqual([]);
  });
});
