import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';

const POD = `apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  hostPID: true
  containers:
    - name: a
      image: nginx:1
      securityContext:
        runAsUser: 0
        capabilities:
          drop: [ALL]
          add: [SYS_ADMIN]
  volumes:
    - name: root
      hostPath:
        path: /
        type: Directory
    - name: logs
      hostPath: { path: /var/run/docker.sock }
    - name: none
      emptyDir: {}
`;

const COMPOSE = `services:
  a:
    image: nginx:1
    cap_add:
      - SYS_ADMIN
      - NET_ADMIN
    volumes:
      - type: bind
        source: /
        target: /host
      - data:/data
volumes:
  data:
`;

/** The rules whose own fixes a light bulb offers at the first place of a text. */
function rulesAt(uri: string, text: string, at: string): string[] {
  const start = text.indexOf(at);
  expect(start, at).toBeGreaterThanOrEqual(0);
  const snapshot = new Engine(DEFAULT_SETTINGS, { text: () => undefined }).analyse({ uri, text });
  const offers = snapshot.offersAt({ start, end: start }, (kind) => kind === 'fix');
  const explicit = offers.flatMap((offer) => (offer.kind === 'fix' && !offer.finding.missing ? [offer.finding.rule.id] : []));
  return [...new Set(explicit)];
}

test.each([
  ['hostPath:\n', ['host-path-root']],
  ['path: /\n', ['host-path-root']],
  ['type: Directory', ['host-path-root']],
  ['name: root', ['host-path-root']],
  ['hostPath: {', ['container-runtime-socket-mounted']],
  // a list with one weak entry, and one with two
  ['add: [', ['capability-added-sys-admin']],
  ['volumes:', []],
  ['capabilities:', ['capability-added-sys-admin']],
  ['drop: [', []],
  ['emptyDir', []],
  // what belongs to a container or pod as a whole
  ['name: a\n', []],
  ['image: nginx', []],
  ['containers:', []],
  ['spec:', []],
  ['kind: Pod', []],
])('the light bulb of a pod at %j has the fixes of what stands there', (at, rules) => {
  expect(rulesAt('pod.yaml', POD, at)).toEqual(rules);
});

test.each([
  ['type: bind', ['host-path-root']],
  ['target: /host', ['host-path-root']],
  ['volumes:\n      -', ['host-path-root']],
  ['cap_add', []],
  ['data:/data', []],
  ['a:\n', []],
  ['services:', []],
])('the light bulb of a Compose file at %j has the fixes of what stands there', (at, rules) => {
  expect(rulesAt('compose.yaml', COMPOSE, at)).toEqual(rules);
});

test('a light bulb on a key of one file has no fixes of what another file writes', () => {
  const files: Record<string, string> = { 'file:///p/compose.override.yaml': 'services:\n  a:\n    privileged: true\n' };
  const access = { text: (uri: string) => files[uri] };
  const text = 'services:\n  a:\n    image: nginx:1\n    environment:\n      A: b\n';
  const snapshot = new Engine(DEFAULT_SETTINGS, access).analyse({ uri: 'file:///p/compose.yaml', text });
  expect(snapshot.findings.some(({ rule, origin }) => rule.id === 'privileged-container' && origin)).toBe(true);
  const start = text.indexOf('environment');
  expect(snapshot.offersAt({ start, end: start }, (kind) => kind === 'fix')).toEqual([]);
});
