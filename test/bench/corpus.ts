import { composeText, deploymentText, kubernetesText } from './texts.ts';

/** A file of a generated corpus. */
export interface CorpusFile {
  readonly path: string;
  readonly text: string;
}

/** What a repository of manifests holds, with how many of 100 files are like that. */
const MIX: readonly { readonly share: number; readonly make: (index: number) => CorpusFile }[] = [
  { share: 28, make: (i) => ({ path: `apps/clean-${i}.yaml`, text: clean(i) }) },
  { share: 16, make: (i) => ({ path: `apps/weak-${i}.yaml`, text: deploymentText(i) }) },
  { share: 6, make: (i) => ({ path: `apps/windows-${i}.yaml`, text: deploymentText(i).replaceAll('\n', '\r\n') }) },
  { share: 14, make: (i) => ({ path: `charts/chart-${i}/templates/deployment.yaml`, text: helm(i) }) },
  { share: 14, make: (i) => ({ path: `config/config-${i}.yaml`, text: configMap(i) }) },
  { share: 8, make: (i) => ({ path: `rbac/role-${i}.yaml`, text: rbac(i) }) },
  { share: 4, make: (i) => ({ path: `crds/crd-${i}.yaml`, text: crd(i) }) },
  { share: 9, make: (i) => ({ path: `compose/project-${i}/compose.yaml`, text: composeText(70).text }) },
  { share: 1, make: (i) => ({ path: `apps/large-${i}.yaml`, text: kubernetesText(1000).text }) },
];

/** Mixed files, the same at every run. */
export function* mixedFiles(count: number): Generator<CorpusFile> {
  const hundred = MIX.flatMap(({ share, make }) => Array.from({ length: share }, () => make));
  // 37 has no factor in common with 100: each hundred files have all of the mix, without blocks of the same
  for (let index = 0; index < count; index += 1) {
    const make = hundred[(index * 37) % hundred.length];
    if (make) yield make(index);
  }
}

/** Plain Kubernetes objects: other linters take nothing else. */
export function isPlain({ path }: CorpusFile): boolean {
  return !path.startsWith('charts/') && !path.startsWith('compose/');
}

function clean(index: number): string {
  return `# Reviewed by the platform team.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: clean-${index}
  namespace: team-${index % 7}
spec:
  replicas: 2
  selector:
    matchLabels: { app: clean-${index} }
  template:
    metadata:
      labels: { app: clean-${index} }
    spec:
      automountServiceAccountToken: false
      enableServiceLinks: false
      hostUsers: false
      runtimeClassName: gvisor
      serviceAccountName: clean-${index}
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        runAsGroup: 10001
        seccompProfile: { type: RuntimeDefault }
      containers:
        - name: app
          image: registry.example.com/team/clean-${index}@sha256:${String(index).padStart(64, '0')}
          ports:
            - containerPort: 8080
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
          resources:
            requests: { cpu: 100m, memory: 128Mi, ephemeral-storage: 64Mi }
            limits: { cpu: "1", memory: 128Mi, ephemeral-storage: 64Mi }
`;
}

function helm(index: number): string {
  return `{{- if .Values.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "chart.fullname" . }}-${index}
  labels:
    {{- include "chart.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      {{- with .Values.podSecurityContext }}
      securityContext:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      hostNetwork: {{ .Values.hostNetwork }}
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          {{- if .Values.privileged }}
          securityContext:
            privileged: true
          {{- end }}
          ports:
            - name: http
              containerPort: {{ .Values.service.port }}
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
{{- end }}
`;
}

function configMap(index: number): string {
  const settings = Array.from({ length: 30 }, (_, line) => `    setting.${line} = value-${(index * 31 + line) % 97}\n`).join('');
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: config-${index}
data:
  mode: "${index % 2 === 0 ? 'fast' : 'safe'}"
  app.properties: |
${settings}`;
}

function rbac(index: number): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: role-${index}, namespace: team-${index % 7} }
rules:
  - apiGroups: [""]
    resources: [configmaps${index % 4 === 0 ? ', secrets' : ''}]
    verbs: [get, list, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: role-${index}, namespace: team-${index % 7} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: role-${index} }
subjects:
  - kind: ServiceAccount
    name: app-${index}
    namespace: team-${index % 7}
`;
}

function crd(index: number): string {
  const properties = Array.from({ length: 60 }, (_, field) => {
    const description = `Field ${field} says how the operator treats the object: it is read when the object is made and at each change.`;
    return `                field${field}:\n                  description: >-\n                    ${description}\n                  type: ${field % 3 === 0 ? 'integer' : 'string'}\n`;
  }).join('');
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: things${index}.example.com
spec:
  group: example.com
  names: { kind: Thing${index}, plural: things${index} }
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
${properties}`;
}
