import { baseline, HARD, type Row, restricted, table } from './table.ts';

const WINDOWS = { os: { name: 'windows' } };
const USER_NAMESPACE = { hostUsers: false };

const escalation = 'allowPrivilegeEscalation != false (container "a" must set securityContext.allowPrivilegeEscalation=false)';

table('allowPrivilegeEscalation', [
  ['true', { security: [{ allowPrivilegeEscalation: true }] }, restricted('allowPrivilegeEscalation', escalation, [8])],
  ['not set', { security: [{ allowPrivilegeEscalation: undefined }] }, restricted('allowPrivilegeEscalation', escalation, [8])],
  [
    'of every container list',
    { spec: { initContainers: [{ name: 'i', securityContext: { ...HARD, allowPrivilegeEscalation: null } }] }, security: [{ allowPrivilegeEscalation: true }] },
    restricted(
      'allowPrivilegeEscalation',
      'allowPrivilegeEscalation != false (containers "i", "a" must set securityContext.allowPrivilegeEscalation=false)',
      [8],
    ),
  ],
  ['on Windows', { security: [{ allowPrivilegeEscalation: undefined }], spec: WINDOWS }, restricted('allowPrivilegeEscalation', escalation, [8, 24])],
  [
    'on "Windows", which is none',
    { security: [{ allowPrivilegeEscalation: true }], spec: { os: { name: 'Windows' } } },
    restricted('allowPrivilegeEscalation', escalation, [8]),
  ],
]);

const mustDrop = 'unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"])';

table('capabilities_restricted', [
  ['nothing dropped', { security: [{ capabilities: {} }] }, restricted('capabilities_restricted', mustDrop, [22])],
  ['no capabilities', { security: [{ capabilities: undefined }] }, restricted('capabilities_restricted', mustDrop, [22])],
  [
    'no security context',
    { container: { securityContext: null } },
    restricted('allowPrivilegeEscalation', escalation, [8]),
    restricted('capabilities_restricted', mustDrop, [22]),
  ],
  ['"all"', { security: [{ capabilities: { drop: ['all'] } }] }, restricted('capabilities_restricted', mustDrop, [22])],
  ['"ALL" among others', { security: [{ capabilities: { drop: ['NET_RAW', 'ALL'] } }] }],
  [
    'both parts',
    { security: [{ capabilities: { add: ['KILL'] } }, { capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE', 'CHOWN'] } }] },
    restricted(
      'capabilities_restricted',
      'unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"]; containers "a", "b" must not include "CHOWN", "KILL" in securityContext.capabilities.add)',
      [22],
    ),
  ],
  [
    'on Windows, where neither check is left',
    { security: [{ capabilities: { add: ['SYS_ADMIN'] } }], spec: WINDOWS },
    baseline('capabilities_baseline', 'non-default capabilities (container "a" must not include "SYS_ADMIN" in securityContext.capabilities.add)'),
    restricted('capabilities_baseline', 'non-default capabilities (container "a" must not include "SYS_ADMIN" in securityContext.capabilities.add)', [0, 21]),
    restricted(
      'capabilities_restricted',
      'unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"]; container "a" must not include "SYS_ADMIN" in securityContext.capabilities.add)',
      [22, 24],
    ),
  ],
]);

const ALLOWED = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret'];
const OTHERS = [
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'nfs',
  'iscsi',
  'glusterfs',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'fc',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
];
const volumes = (...list: unknown[]) => ({ spec: { volumes: list } });

table('restrictedVolumes', [
  ...ALLOWED.map((type): Row => [type, volumes({ name: 'v', [type]: {} })]),
  ...OTHERS.map(
    (type): Row => [
      type,
      volumes({ name: 'v', [type]: {} }),
      restricted('restrictedVolumes', `restricted volume types (volume "v" uses restricted volume type "${type}")`),
    ],
  ),
  ['without a source, which the API server makes an emptyDir', volumes({ name: 'v' })],
  ['with a source that the API does not know, and drops', volumes({ name: 'v', floppy: {} })],
  ['an allowed source beside another', volumes({ name: 'v', nfs: {}, secret: {} })],
  [
    'several, the types sorted',
    volumes({ name: 'v', rbd: {} }, { name: 'ok', emptyDir: {} }, { name: 'u', hostPath: { path: '/' }, nfs: {} }),
    baseline('hostPathVolumes', 'hostPath volumes (volume "u")'),
    restricted('restrictedVolumes', 'restricted volume types (volumes "v", "u" use restricted volume types "hostPath", "rbd")'),
  ],
]);

const NON_ROOT = 'runAsNonRoot != true';
const podNonRoot = (runAsNonRoot: unknown, ...containers: unknown[]) => ({
  pod: { runAsNonRoot },
  security: containers.map((one) => ({ runAsNonRoot: one })),
});

table('runAsNonRoot', [
  ['by the containers', podNonRoot(undefined, true, true)],
  [
    'by nobody',
    podNonRoot(undefined, undefined, null),
    restricted('runAsNonRoot', `${NON_ROOT} (pod or containers "a", "b" must set securityContext.runAsNonRoot=true)`),
  ],
  [
    'by one of two',
    podNonRoot(undefined, true, undefined),
    restricted('runAsNonRoot', `${NON_ROOT} (pod or container "b" must set securityContext.runAsNonRoot=true)`),
  ],
  [
    'false for the pod, although its containers say true',
    podNonRoot(false, true),
    restricted('runAsNonRoot', `${NON_ROOT} (pod must not set securityContext.runAsNonRoot=false)`),
  ],
  [
    'false for both',
    podNonRoot(false, true, false),
    restricted('runAsNonRoot', `${NON_ROOT} (pod and container "b" must not set securityContext.runAsNonRoot=false)`),
  ],
  [
    'false explains more than nothing',
    podNonRoot(undefined, undefined, false),
    restricted('runAsNonRoot', `${NON_ROOT} (container "b" must not set securityContext.runAsNonRoot=false)`),
  ],
  [
    'on Windows as elsewhere',
    { ...podNonRoot(undefined, undefined), spec: WINDOWS },
    restricted('runAsNonRoot', `${NON_ROOT} (pod or container "a" must set securityContext.runAsNonRoot=true)`),
  ],
  [
    'in a user namespace',
    { ...podNonRoot(false, undefined), spec: USER_NAMESPACE },
    restricted('runAsNonRoot', `${NON_ROOT} (pod must not set securityContext.runAsNonRoot=false)`, [0, 34]),
  ],
  [
    'with hostUsers true',
    { ...podNonRoot(false, undefined), spec: { hostUsers: true } },
    restricted('runAsNonRoot', `${NON_ROOT} (pod must not set securityContext.runAsNonRoot=false)`),
  ],
]);

table('runAsUser', [
  ['another user', { pod: { runAsUser: 1 }, security: [{ runAsUser: 1000 }] }],
  [
    'root in the pod, overridden',
    { pod: { runAsUser: 0 }, security: [{ runAsUser: 1000 }] },
    restricted('runAsUser', 'runAsUser=0 (pod must not set runAsUser=0)', [23]),
  ],
  [
    'root in both',
    { pod: { runAsUser: 0 }, security: [{ runAsUser: 0 }, {}, { runAsUser: 0 }] },
    restricted('runAsUser', 'runAsUser=0 (pod and containers "a", "c" must not set runAsUser=0)', [23]),
  ],
  ['in a user namespace', { pod: { runAsUser: 0 }, spec: USER_NAMESPACE }, restricted('runAsUser', 'runAsUser=0 (pod must not set runAsUser=0)', [23, 34])],
]);

const seccomp = (pod: unknown, ...containers: unknown[]) => ({
  pod: { seccompProfile: pod === undefined ? undefined : { type: pod } },
  security: containers.map((type) => ({ seccompProfile: type === undefined ? undefined : { type } })),
});
const unconfined = (who: string) => `seccompProfile (${who} must not set securityContext.seccompProfile.type to "Unconfined")`;
const missing = (who: string) => `seccompProfile (pod or ${who} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")`;

table('seccomp profiles, from 1.19', [
  ['Localhost', seccomp('Localhost', 'RuntimeDefault', undefined)],
  ['by the containers', seccomp(undefined, 'Localhost', 'RuntimeDefault')],
  ['by nobody', seccomp(undefined, undefined), restricted('seccompProfile_restricted', missing('container "a"'), [19])],
  ['by one of two', seccomp(undefined, undefined, 'Localhost'), restricted('seccompProfile_restricted', missing('container "a"'), [19])],
  [
    'unconfined pod, although its containers are not',
    seccomp('Unconfined', 'RuntimeDefault'),
    baseline('seccompProfile_baseline', unconfined('pod'), [19]),
    restricted('seccompProfile_restricted', unconfined('pod'), [19]),
  ],
  [
    'unconfined containers',
    seccomp('Unconfined', 'Unconfined', undefined, 'Unconfined'),
    baseline('seccompProfile_baseline', unconfined('pod and containers "a", "c"'), [19]),
    restricted('seccompProfile_restricted', unconfined('pod and containers "a", "c"'), [19]),
  ],
  [
    'a profile without type',
    { pod: { seccompProfile: {} } },
    baseline('seccompProfile_baseline', 'seccompProfile (pod must not set securityContext.seccompProfile.type to "")', [19]),
    restricted('seccompProfile_restricted', 'seccompProfile (pod must not set securityContext.seccompProfile.type to "")', [19]),
  ],
  ['on Windows', { ...seccomp(undefined, undefined), spec: WINDOWS }, restricted('seccompProfile_restricted', missing('container "a"'), [19, 24])],
  [
    'unconfined on Windows, where neither check is left',
    { ...seccomp('Unconfined', undefined), spec: WINDOWS },
    baseline('seccompProfile_baseline', unconfined('pod'), [19]),
    restricted('seccompProfile_restricted', unconfined('pod'), [19, 24]),
  ],
]);
