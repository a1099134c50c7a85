import { describe, expect, test } from 'vitest';
import { checksOf } from '../../server/src/validity/pod-security/checks.ts';
import { evaluatePodSecurity, strictestLevel, violates } from '../../server/src/validity/pod-security/evaluate.ts';
import { LATEST, parseVersion } from '../../server/src/validity/pod-security/version.ts';
import { podOf, v } from './pods.ts';

const HARD = 'securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }';
const SPEC = `{ securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }, containers: [{ name: a, image: i, ${HARD} }] }`;

describe('versions', () => {
  test.each(['latest', 'v1.0', 'v1.30', 'v1.37'])('%s', (text) => expect(parseVersion(text)).toMatchObject({ ok: true, version: { label: text } }));
  test('an unknown newer one is judged as the newest known, and keeps its name', () =>
    expect(parseVersion('v1.99')).toEqual({ ok: true, version: { label: 'v1.99', minor: LATEST.minor } }));
  test.each(['', '1.30', 'v1', 'v1.', 'v1.05', 'v2.0', 'v1.30.1', 'Latest', ' v1.30'])('"%s" is not a version', (text) =>
    expect(parseVersion(text).ok).toBe(false),
  );
});

describe('checks of a level', () => {
  const count = (level: 'privileged' | 'baseline' | 'restricted', minor: number) => checksOf(level, minor).length;
  test('privileged checks nothing', () => expect(count('privileged', 37)).toBe(0));
  test('baseline has the check of probe hosts since 1.34', () => expect([0, 33, 34, 37].map((minor) => count('baseline', minor))).toEqual([11, 11, 12, 12]));
  test('restricted adds checks and overrides some', () =>
    expect([0, 7, 8, 18, 19, 21, 22, 23, 33, 34, 35].map((minor) => count('restricted', minor))).toEqual([12, 12, 13, 13, 13, 13, 13, 14, 14, 15, 15]));
});

describe('every kind with a pod', () => {
  const nested = (kind: string, apiVersion: string, ...path: string[]) => {
    const inner = path.reduceRight((value, key) => `{ ${key}: ${value} }`, `{ hostPID: true, containers: [{ name: a, image: i }] }`);
    return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { annotations: { container.apparmor.security.beta.kubernetes.io/x: unconfined } }\n${inner.slice(2, -2)}\n`;
  };
  test.each([
    ['Pod', 'v1', 'spec'],
    ['PodTemplate', 'v1', 'template', 'spec'],
    ['ReplicationController', 'v1', 'spec', 'template', 'spec'],
    ['Deployment', 'apps/v1', 'spec', 'template', 'spec'],
    ['ReplicaSet', 'apps/v1', 'spec', 'template', 'spec'],
    ['DaemonSet', 'apps/v1', 'spec', 'template', 'spec'],
    ['StatefulSet', 'apps/v1', 'spec', 'template', 'spec'],
    ['Job', 'batch/v1', 'spec', 'template', 'spec'],
    ['CronJob', 'batch/v1', 'spec', 'jobTemplate', 'spec', 'template', 'spec'],
  ])('%s', (kind, apiVersion, ...path) => {
    const { violations } = evaluatePodSecurity(podOf(nested(kind, apiVersion, ...path)), 'baseline', LATEST);
    expect(violations.map(({ check }) => check)).toEqual(kind === 'Pod' ? ['appArmorProfile', 'hostNamespaces'] : ['hostNamespaces']);
    expect(violations.at(-1)?.sites.map((site) => site.path)).toEqual([[...path, 'hostPID']]);
  });

  test('the annotations of a template count, not those of its owner', () => {
    const text = `apiVersion: apps/v1\nkind: Deployment\nspec: { template: { metadata: { annotations: { container.apparmor.security.beta.kubernetes.io/a: unconfined } }, spec: ${SPEC} } }\n`;
    expect(evaluatePodSecurity(podOf(text), 'baseline', LATEST).violations.map(({ check }) => check)).toEqual(['appArmorProfile']);
  });
});

describe('places', () => {
  const paths = (text: string, level: 'baseline' | 'restricted' = 'restricted', minor = 37) =>
    Object.fromEntries(
      evaluatePodSecurity(podOf(text), level, v(minor)).violations.map(({ check, sites }) => [check, sites.map(({ path }) => path.join('.'))]),
    );

  test('a missing field has the place where it belongs', () => {
    expect(paths('apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - { name: a, image: i }\n')).toEqual({
      allowPrivilegeEscalation: ['spec.containers.0.securityContext.allowPrivilegeEscalation'],
      capabilities_restricted: ['spec.containers.0.securityContext.capabilities.drop'],
      runAsNonRoot: ['spec.containers.0.securityContext.runAsNonRoot'],
      seccompProfile_restricted: ['spec.containers.0.securityContext.seccompProfile.type'],
    });
  });

  test('a written field has its own place', () => {
    const text = `apiVersion: v1
kind: Pod
metadata:
  annotations: { container.apparmor.security.beta.kubernetes.io/a: unconfined }
spec:
  hostNetwork: true
  securityContext:
    runAsUser: 0
    sysctls: [{ name: kernel.msgmax, value: "1" }]
    seLinuxOptions: { type: spc_t, user: u }
  volumes:
  - { name: v, hostPath: { path: / } }
  containers:
  - name: a
    image: i
    ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 81 }]
    livenessProbe: { httpGet: { host: h, port: 1 } }
    securityContext: { privileged: true, procMount: Unmasked, capabilities: { add: [CHOWN, BPF] }, windowsOptions: { hostProcess: true } }
`;
    expect(paths(text, 'baseline')).toEqual({
      appArmorProfile: ['metadata.annotations.container.apparmor.security.beta.kubernetes.io/a'],
      capabilities_baseline: ['spec.containers.0.securityContext.capabilities.add.1'],
      hostNamespaces: ['spec.hostNetwork'],
      hostPathVolumes: ['spec.volumes.0.hostPath'],
      hostPorts: ['spec.containers.0.ports.0.containerPort', 'spec.containers.0.ports.1.hostPort'],
      hostProbesAndHostLifecycle: ['spec.containers.0.livenessProbe.httpGet.host'],
      privileged: ['spec.containers.0.securityContext.privileged'],
      procMount: ['spec.containers.0.securityContext.procMount'],
      seLinuxOptions: ['spec.securityContext.seLinuxOptions.type', 'spec.securityContext.seLinuxOptions.user'],
      sysctls: ['spec.securityContext.sysctls.0.name'],
      windowsHostProcess: ['spec.containers.0.securityContext.windowsOptions.hostProcess'],
    });
  });
});

describe('an unknown value is undecided, not a violation', () => {
  const pod = (fields: string, container = HARD) =>
    podOf(
      `apiVersion: v1\nkind: Pod\nspec:\n  securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }\n${fields}  containers:\n  - name: a\n    image: i\n    ${container}\n`,
    );
  const of = (spots: ReturnType<typeof podOf>) => {
    const { violations, undecided } = evaluatePodSecurity(spots, 'restricted', LATEST);
    return { violations: violations.map(({ check }) => check), undecided };
  };

  test.each<[string, string, string[]]>([
    ['a switch', '  hostPID: {{ .Values.hostPID }}\n', ['hostNamespaces']],
    ['a value of the wrong type, which never gets to be judged', '  hostPID: "true"\n', ['hostNamespaces']],
    ['a volume that a template writes', '  volumes:\n  - name: v\n    {{ toYaml .Values.volume | nindent 4 }}\n', ['restrictedVolumes']],
  ])('%s', (_, fields, undecided) => expect(of(pod(fields))).toEqual({ violations: [], undecided }));

  test('a template that may add anything to a container', () => {
    expect(of(pod('', 'securityContext: {{ toYaml .Values.securityContext | nindent 6 }}'))).toEqual({
      violations: [],
      undecided: [
        'appArmorProfile',
        'privileged',
        'seLinuxOptions',
        'windowsHostProcess',
        'allowPrivilegeEscalation',
        'capabilities_restricted',
        'procMount_restricted',
        'runAsNonRoot',
        'runAsUser',
        'seccompProfile_restricted',
      ],
    });
  });

  test('an exemption that a template decides', () => {
    expect(of(pod('  os: { name: {{ .Values.os }} }\n', 'securityContext: {}'))).toEqual({
      violations: [],
      undecided: ['allowPrivilegeEscalation', 'capabilities_restricted'],
    });
    expect(of(pod('  hostUsers: {{ .Values.userns }}\n', HARD))).toEqual({ violations: [], undecided: [] });
  });

  test('a certain violation beside it is found', () => {
    expect(of(pod('  hostPID: true\n  hostIPC: {{ .Values.hostIPC }}\n'))).toEqual({ violations: ['hostNamespaces'], undecided: [] });
  });

  test('the name of a container that a template prints', () => {
    const text = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: {{ .Chart.Name }}-x\n    image: i\n    securityContext: { privileged: true }\n';
    expect(evaluatePodSecurity(podOf(text), 'baseline', LATEST).message).toBe('privileged (container "{{…}}-x" must not set securityContext.privileged=true)');
  });

  test('a patch shows only a part', () => {
    const patch = podOf('apiVersion: apps/v1\nkind: Deployment\nspec: { template: { spec: { hostPID: true, containers: [{ name: a }] } } }\n');
    expect(of(patch).violations).toEqual(['hostNamespaces']);
    expect(of(patch).undecided).toContain('runAsNonRoot');
  });
});

describe('forms of YAML', () => {
  test('aliases, merge keys and YAML 1.1 booleans', () => {
    const text = `apiVersion: v1
kind: Pod
spec:
  securityContext: { runAsNonRoot: yes, seccompProfile: { type: RuntimeDefault } }
  containers:
  - &a { name: a, image: i, securityContext: &hard { allowPrivilegeEscalation: no, capabilities: { drop: [ALL] } } }
  - { <<: *a, name: b, securityContext: { <<: *hard, privileged: on } }
`;
    expect(evaluatePodSecurity(podOf(text), 'restricted', LATEST).message).toBe('privileged (container "b" must not set securityContext.privileged=true)');
  });
  test('a half-typed item is not yet a container', () => {
    const text = `apiVersion: v1\nkind: Pod\nspec:\n  securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }\n  containers:\n  - { name: a, image: i, ${HARD} }\n  - \n`;
    expect(evaluatePodSecurity(podOf(text), 'restricted', LATEST).allowed).toBe(true);
  });
});

describe('an AppArmor annotation', () => {
  const KEY = 'container.apparmor.security.beta.kubernetes.io/a';
  const text = (fields = '') => `metadata: { annotations: { ${KEY}: unconfined } }\nspec: { ${fields}containers: [{ name: a, image: i }] }`;
  const said = (manifest: string) => evaluatePodSecurity(podOf(manifest), 'baseline', LATEST).message;
  // the words of Kubernetes 1.37.2, which was asked
  test('of a Pod is judged as the field, too, into which the API server copies it', () =>
    expect(said(`apiVersion: v1\nkind: Pod\n${text()}\n`)).toBe(
      `forbidden AppArmor profiles (container "a" and annotation must not set AppArmor profile type to "Unconfined", "${KEY}="unconfined"")`,
    ));
  test.each([
    ['a template', `apiVersion: v1\nkind: PodTemplate\ntemplate: { ${text().replace('\n', ', ')} }\n`],
    ['a Windows pod', `apiVersion: v1\nkind: Pod\n${text('os: { name: windows }, ')}\n`],
  ])('of %s is not copied', (_, manifest) =>
    expect(said(manifest)).toBe(`forbidden AppArmor profile (annotation must not set AppArmor profile type to "${KEY}="unconfined"")`),
  );
});

describe('the strictest level', () => {
  const pod = (spec: string) => podOf(`apiVersion: v1\nkind: Pod\nspec: ${spec}\n`);
  test('restricted', () => expect(strictestLevel(pod(SPEC), LATEST)).toEqual({ level: 'restricted', certain: true, next: undefined }));
  test('baseline, with the violations of restricted', () => {
    const admission = strictestLevel(pod(SPEC.replace('runAsNonRoot: true, ', '')), LATEST);
    expect(admission).toMatchObject({ level: 'baseline', certain: true, next: { level: 'restricted' } });
    expect(admission.next?.violations.map(({ check }) => check)).toEqual(['runAsNonRoot']);
  });
  test('privileged, with the violations of baseline', () => {
    const admission = strictestLevel(pod('{ hostPID: true, containers: [{ name: a, image: i }] }'), LATEST);
    expect(admission).toMatchObject({ level: 'privileged', next: { level: 'baseline', message: 'host namespaces (hostPID=true)' } });
  });
  test('as far as the file shows', () => {
    const templated = podOf(`apiVersion: v1\nkind: Pod\nspec:\n  hostPID: {{ .Values.pid }}\n  containers: [{ name: a, image: i, ${HARD} }]\n`);
    expect(strictestLevel(templated, LATEST)).toMatchObject({ level: 'baseline', certain: false });
  });
});

test('the words of the API server', () => {
  const verdict = evaluatePodSecurity(podOf('apiVersion: v1\nkind: Pod\nspec: { hostPID: true, containers: [{ name: a, image: i }] }\n'), 'baseline', v(30));
  expect(violates(verdict, 'enforce')).toBe('violates PodSecurity "baseline:v1.30": host namespaces (hostPID=true)');
  expect(violates(verdict, 'warn')).toBe('would violate PodSecurity "baseline:v1.30": host namespaces (hostPID=true)');
});
