import fc from 'fast-check';
import type { Json } from '../../server/src/syntax/site.ts';

/** Random workloads with fields that the API server allows only together, or not together. Many of them are valid. */
type Part = { readonly [key: string]: Json };

const often = (part: fc.Arbitrary<Part>): fc.Arbitrary<Part> => fc.oneof({ arbitrary: fc.constant({}), weight: 2 }, { arbitrary: part, weight: 1 });
const one = (...parts: Part[]): fc.Arbitrary<Part> => often(fc.constantFrom(...parts));
const joined = (...parts: fc.Arbitrary<Part>[]): fc.Arbitrary<Part> => fc.tuple(...parts).map((all) => Object.assign({}, ...all) as Part);

const hostProcess = { windowsOptions: { hostProcess: true } };
const profiles = one({ seccompProfile: { type: 'Unconfined' } }, { seccompProfile: { type: 'RuntimeDefault' } }, { appArmorProfile: { type: 'Unconfined' } });

const containerSecurity = joined(
  one({ privileged: true }, { allowPrivilegeEscalation: false }, { privileged: false, allowPrivilegeEscalation: true }),
  one({ capabilities: { add: ['CAP_SYS_ADMIN'] } }, { capabilities: { add: ['SYS_ADMIN', 'NET_RAW'] } }, { capabilities: { drop: ['ALL'] } }),
  one({ procMount: 'Unmasked' }, { runAsUser: 0 }, { runAsUser: 1000, runAsNonRoot: true }, { readOnlyRootFilesystem: true }),
  one(hostProcess, { windowsOptions: { runAsUserName: 'ContainerAdministrator' } }),
  profiles,
);

const container = (name: string) =>
  joined(
    fc.constant({ name, image: `registry.example/${name}:1` }),
    one({ ports: [{ containerPort: 80, hostPort: 80 }] }, { ports: [{ containerPort: 53, protocol: 'UDP' }] }),
    one(
      { volumeMounts: [{ name: 'data', mountPath: '/data', mountPropagation: 'Bidirectional' }] },
      { volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: true }] },
      { volumeMounts: [{ name: 'socket', mountPath: '/var/run/docker.sock' }] },
      { volumeDevices: [{ name: 'disk', devicePath: '/dev/xvda' }] },
    ),
    containerSecurity.map((securityContext): Part => (Object.keys(securityContext).length > 0 ? { securityContext } : {})),
  );

const spec = joined(
  fc.tuple(container('a'), container('b'), fc.nat(2)).map(([a, b, both]): Part => ({ containers: both === 0 ? [a, b] : [a] })),
  fc.constant({
    volumes: [
      { name: 'data', hostPath: { path: '/srv/data' } },
      { name: 'socket', hostPath: { path: '/var/run/docker.sock' } },
      { name: 'disk', persistentVolumeClaim: { claimName: 'disk' } },
    ],
  }),
  one({ hostNetwork: true }, { hostPID: true }, { hostIPC: true }, { hostNetwork: true, hostPID: true }),
  one({ hostUsers: false }, { hostUsers: true }, { shareProcessNamespace: true }, { os: { name: 'windows' } }),
  joined(one(hostProcess, { runAsUser: 0 }, { runAsNonRoot: true }), profiles, one({ sysctls: [{ name: 'net.core.somaxconn', value: '1' }] })).map(
    (securityContext): Part => (Object.keys(securityContext).length > 0 ? { securityContext } : {}),
  ),
);

const annotations = one(
  { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' },
  { 'seccomp.security.alpha.kubernetes.io/pod': 'runtime/default' },
  { 'container.seccomp.security.alpha.kubernetes.io/a': 'unconfined' },
  { 'container.apparmor.security.beta.kubernetes.io/a': 'unconfined' },
  { 'container.apparmor.security.beta.kubernetes.io/a': 'runtime/default' },
);

/** The text of a Pod, or of a DaemonSet, as JSON or as YAML in flow style. */
export const pods: fc.Arbitrary<string> = fc.tuple(spec, annotations, fc.boolean()).map(([podSpec, notes, alone]) => {
  const metadata = { name: 'random', labels: { app: 'random' }, annotations: notes };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: podSpec };
  const set = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'random' },
    spec: { selector: { matchLabels: { app: 'random' } }, template: { metadata, spec: podSpec } },
  };
  return JSON.stringify(alone ? pod : set, undefined, 2);
});
