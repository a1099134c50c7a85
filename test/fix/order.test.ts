import { describe } from 'vitest';
import type { PathOp } from '../../server/src/fix/ops.ts';
import { ensure, gives, remove, set } from './notation.ts';

/** The operations of eight rules, in their order. */
const EIGHT: PathOp[] = [
  set('/spec/containers/0/securityContext/seccompProfile/type', 'RuntimeDefault'),
  set('/spec/containers/0/securityContext/readOnlyRootFilesystem', true),
  ensure('/spec/containers/0/securityContext/capabilities/drop', 'ALL'),
  set('/spec/containers/0/securityContext/allowPrivilegeEscalation', false),
  set('/spec/containers/0/securityContext/runAsGroup', 10001),
  set('/spec/containers/0/securityContext/runAsUser', 10001),
  set('/spec/containers/0/securityContext/runAsNonRoot', true),
  set('/spec/containers/0/resources/limits/memory', '512Mi'),
];
const INSERTED = `
      resources:
        limits:
          memory: 512Mi
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        runAsGroup: 10001
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop:
            - ALL
        seccompProfile:
          type: RuntimeDefault
`;

describe('new keys follow the usual order', () => {
  gives([
    [
      'eight changes make one securityContext',
      'spec:\n  containers:\n    - name: web\n      image: nginx\n',
      EIGHT,
      `spec:\n  containers:\n    - name: web\n      image: nginx${INSERTED}`,
    ],
    [
      'whatever order they come in',
      'spec:\n  containers:\n    - name: web\n      image: nginx # c\n\n    - name: side\n',
      [...EIGHT].reverse(),
      `spec:\n  containers:\n    - name: web\n      image: nginx # c${INSERTED}\n    - name: side\n`,
    ],
    [
      'between those that are there',
      'securityContext:\n  runAsUser: 1 # u\n  # keep\n  capabilities: {}\n',
      [set('/securityContext/allowPrivilegeEscalation', false), set('/securityContext/runAsGroup', 1), set('/securityContext/seLinuxOptions/level', 's0')],
      'securityContext:\n  runAsUser: 1 # u\n  runAsGroup: 1\n  allowPrivilegeEscalation: false\n  # keep\n  capabilities: {}\n  seLinuxOptions:\n    level: s0\n',
    ],
    [
      'the name of a container stays beside its image',
      'services:\n  web:\n    image: nginx\n    container_name: web\n    ports: ["80:80"]\n',
      [set('/services/web/user', '101:101'), set('/services/web/read_only', true)],
      'services:\n  web:\n    image: nginx\n    container_name: web\n    user: "101:101"\n    read_only: true\n    ports: ["80:80"]\n',
    ],
    [
      'a service is set apart where the others are',
      'services:\n  web:\n    image: nginx\n\n  # c\n  db:\n    image: postgres # d\n\nvolumes:\n  data:\n',
      [set('/services/proxy', { image: 'proxy' }), set('/networks/proxy', { internal: true }), set('/volumes/more', {})],
      'services:\n  web:\n    image: nginx\n\n  # c\n  db:\n    image: postgres # d\n\n  proxy:\n    image: proxy\n\nvolumes:\n  data:\n  more: {}\n\nnetworks:\n  proxy:\n    internal: true\n',
    ],
    [
      'and only there',
      'services:\n  web:\n    image: nginx\n  db:\n    image: postgres\n\n  cache:\n    image: redis\n',
      [set('/services/proxy', { image: 'proxy' })],
      'services:\n  web:\n    image: nginx\n  db:\n    image: postgres\n\n  cache:\n    image: redis\n  proxy:\n    image: proxy\n',
    ],
    [
      'what is there never moves',
      'securityContext:\n  capabilities: {}\n  runAsUser: 1\n',
      [set('/securityContext/runAsNonRoot', true), set('/securityContext/runAsGroup', 1)],
      'securityContext:\n  capabilities: {}\n  runAsUser: 1\n  runAsNonRoot: true\n  runAsGroup: 1\n',
    ],
    [
      'in a pod',
      'spec:\n  serviceAccountName: x\n  restartPolicy: Always\n  containers: []\n',
      [set('/spec/securityContext/runAsNonRoot', true), set('/spec/hostUsers', false), set('/spec/automountServiceAccountToken', false)],
      'spec:\n  serviceAccountName: x\n  automountServiceAccountToken: false\n  hostUsers: false\n  securityContext:\n    runAsNonRoot: true\n  restartPolicy: Always\n  containers: []\n',
    ],
    [
      'in a Compose service',
      'services:\n  web:\n    build: .\n    ports: ["80:80"]\n    restart: always\n',
      [
        set('/services/web/mem_limit', '512m'),
        ensure('/services/web/tmpfs', '/tmp'),
        ensure('/services/web/security_opt', 'no-new-privileges:true'),
        ensure('/services/web/cap_drop', 'ALL'),
        set('/services/web/read_only', true),
        set('/services/web/user', '10001:10001'),
      ],
      'services:\n  web:\n    build: .\n    user: "10001:10001"\n    read_only: true\n    cap_drop: ["ALL"]\n    security_opt: ["no-new-privileges:true"]\n    tmpfs: ["/tmp"]\n    ports: ["80:80"]\n    restart: always\n    mem_limit: 512m\n',
    ],
    [
      'below a key that goes at the same time',
      'securityContext:\n  runAsUser: 0\n  privileged: true\n  capabilities: {}\n',
      [remove('/securityContext/privileged'), set('/securityContext/allowPrivilegeEscalation', false)],
      'securityContext:\n  runAsUser: 0\n  allowPrivilegeEscalation: false\n  capabilities: {}\n',
    ],
    [
      'in flow',
      'securityContext: {runAsUser: 1}\n',
      [set('/securityContext/capabilities/drop', ['ALL']), set('/securityContext/runAsGroup', 1)],
      'securityContext: {runAsUser: 1, runAsGroup: 1, capabilities: {drop: [ALL]}}\n',
    ],
    ['other keys as they are asked for', 'a:\n  x: 1\n', [set('/a/z', 1), set('/a/name', 2)], 'a:\n  x: 1\n  z: 1\n  name: 2\n'],
    [
      'in a template at the end, where nothing is printed between',
      'securityContext:\n  runAsUser: 1\n  {{- include "x" . | nindent 2 }}\n  capabilities: {}\n',
      set('/securityContext/runAsGroup', 1),
      'securityContext:\n  runAsUser: 1\n  {{- include "x" . | nindent 2 }}\n  capabilities: {}\n  runAsGroup: 1\n',
    ],
  ]);
});

describe('comments with deeper indentation stay with the entry above them', () => {
  gives([
    [
      'an entry that is commented out',
      'c:\n  - name: a\n    env:\n      - name: x\n      # - name: z\n      #   value: 1\n',
      set('/c/0/image', 'b'),
      'c:\n  - name: a\n    env:\n      - name: x\n      # - name: z\n      #   value: 1\n    image: b\n',
    ],
    ['one in the column of the new entry does not', 'a:\n  b:\n    c: 1\n  # tail\n', set('/a/d', 2), 'a:\n  b:\n    c: 1\n  d: 2\n  # tail\n'],
    [
      'on two levels',
      'a:\n  b:\n    c:\n      d: 1\n      # deep\n  # tail\nz: 1\n',
      [set('/a/b/e', 1), set('/a/f', 2)],
      'a:\n  b:\n    c:\n      d: 1\n      # deep\n    e: 1\n  f: 2\n  # tail\nz: 1\n',
    ],
    ['without a final line break', 'a:\n  b:\n    c: 1\n    # deep', set('/a/d', 2), 'a:\n  b:\n    c: 1\n    # deep\n  d: 2'],
  ]);
});
