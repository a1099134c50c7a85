import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import { LATEST } from '../../server/src/validity/pod-security/version.ts';

const analyse = (text: string) => new Engine(DEFAULT_SETTINGS).analyse({ uri: 'x.yaml', text });

/** Each pod with its violations, and the text at each of their sites. */
function shown(text: string, level: 'baseline' | 'restricted') {
  return analyse(text)
    .podSecurity(level, LATEST)
    .map(({ resource, document, path, verdict, spanOf }) => ({
      pod: `${resource.kind}/${resource.name ?? '?'} ${document}:${path.join('.')}`,
      sites: verdict.violations.map(
        ({ check, sites }) =>
          `${check}: ${sites
            .map(spanOf)
            .map(({ start, end }) => text.slice(start, end))
            .join(' | ')}`,
      ),
      undecided: verdict.undecided,
    }));
}

test('judges every pod and workload, with each place in the file, and nothing else', () => {
  const text = `apiVersion: v1
kind: ConfigMap
data: { pod: "hostPID: true" }
---
apiVersion: v1
kind: List
items:
- apiVersion: apps/v1
  kind: Deployment
  metadata: { name: web }
  spec:
    selector: { matchLabels: { app: web } }
    template:
      spec:
        hostPID: true
        containers:
        - name: a
          image: i
---
apiVersion: example.com/v1
kind: Deployment
spec: { template: { spec: { hostPID: true, containers: [{ name: a, image: i }] } } }
---
apiVersion: v1
kind: Pod
metadata: { name: bare }
spec:
  securityContext: { seccompProfile: {} }
  containers:
  - image: i
    securityContext: { capabilities: { add: [BPF] } }
`;
  expect(shown(text, 'restricted')).toEqual([
    {
      pod: 'Deployment/web 1:items.0.spec.template.spec',
      sites: ['hostNamespaces: hostPID: true', 'allowPrivilegeEscalation: a', 'capabilities_restricted: a', 'runAsNonRoot: a', 'seccompProfile_restricted: a'],
      undecided: [],
    },
    {
      pod: 'Pod/bare 3:spec',
      sites: ['allowPrivilegeEscalation: i', 'capabilities_restricted: i | BPF', 'runAsNonRoot: i', 'seccompProfile_restricted: seccompProfile: {}'],
      undecided: [],
    },
  ]);
});

test('a volume is shown by the key of its source', () => {
  const text = 'apiVersion: v1\nkind: Pod\nspec:\n  volumes:\n  - name: v\n    nfs:\n      server: s\n      path: /\n  containers: [{ name: a }]\n';
  expect(shown(text, 'restricted')[0]?.sites).toEqual(['restrictedVolumes: nfs']);
});

test('a violation in only one branch of a template is undecided', () => {
  const text = `apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  {{- if .Values.host }}
  hostPID: true
  {{- else }}
  hostPID: false
  {{- end }}
  hostIPC: false
  containers:
  - name: a
    image: i
    securityContext:
      privileged: true
`;
  expect(shown(text, 'baseline')).toEqual([{ pod: 'Pod/p 0:spec', sites: ['privileged: privileged: true'], undecided: ['hostNamespaces'] }]);
});

test('the strictest level of each', () => {
  const text =
    'apiVersion: v1\nkind: Pod\nspec:\n  containers: [{ name: a, image: i }]\n---\napiVersion: batch/v1\nkind: Job\nspec: { template: { spec: { hostIPC: true, containers: [{ name: a, image: i }] } } }\n';
  expect(
    analyse(text)
      .podAdmissions(LATEST)
      .map(({ resource, admission }) => [resource.kind, admission.level, admission.next?.violations.map(({ check }) => check)]),
  ).toEqual([
    ['Pod', 'baseline', ['allowPrivilegeEscalation', 'capabilities_restricted', 'runAsNonRoot', 'seccompProfile_restricted']],
    ['Job', 'privileged', ['hostNamespaces']],
  ]);
});

test.each([
  '',
  'kind: Pod\n',
  'kind: Pod\nspec:\n',
  'kind: Pod\nspec: []\n',
  'kind: Pod\nspec: { containers: 3, volumes: [[]], securityContext: [] }\n',
  'kind: Pod\nspec: { containers: [null, {}, 3] }\nmetadata: 3\n',
  'a: [\n',
])('any text is judged without a throw: %j', (text) => {
  expect(() => analyse(text).podSecurity('restricted', LATEST)).not.toThrow();
});
