import { describe, expect, it } from 'vitest';
import { analyse } from './kit/laws.ts';

/** The severities of the findings of one rule; fixtures test places and texts. */
function severities(rule: string, text: string, settings: unknown = {}): string[] {
  return analyse('manifest.yaml', text, settings)
    .findings.filter((finding) => finding.rule.id === rule)
    .map((finding) => finding.severity);
}

function role(entries: string[], { name = 'agent', labels = '' } = {}): string {
  return [
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: ClusterRole',
    `metadata: { name: ${name}, labels: {${labels}} }`,
    'rules:',
    ...entries.map((entry) => `  - ${entry}`),
    '',
  ].join('\n');
}

const SECRETS = '{ apiGroups: [""], resources: [secrets], verbs: [list] }';
const UNTRUSTED = { threatModel: 'multi-tenant' };

describe('roles', () => {
  it('names limit a right, unless the verb ignores them or they are powerful', () => {
    const bind = (names: string) => role([`{ apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind], resourceNames: ${names} }`]);
    expect(severities('rbac-escalate-bind-impersonate', bind('[view]'))).toEqual([]);
    expect(severities('rbac-escalate-bind-impersonate', bind('[view, cluster-admin]'))).toEqual(['high']);
    expect(severities('rbac-secrets-read', role([SECRETS.replace('}', ', resourceNames: [web] }')]))).toEqual(['low']);
    expect(severities('rbac-secrets-read', role([SECRETS]))).toEqual(['medium']);
  });

  it('a controller that needs a right has the severity of trusted workloads in every threat model', () => {
    expect(severities('rbac-secrets-read', role([SECRETS]), UNTRUSTED)).toEqual(['high']);
    expect(severities('rbac-secrets-read', role([SECRETS], { labels: 'app.kubernetes.io/name: cert-manager' }), UNTRUSTED)).toEqual(['medium']);
    expect(severities('rbac-secrets-read', role([SECRETS], { name: 'cert-manager' }), UNTRUSTED)).toEqual(['high']);
    const exec = '{ apiGroups: [""], resources: [pods/exec], verbs: [create] }';
    expect(severities('rbac-pod-exec', role([exec], { labels: 'app.kubernetes.io/name: cert-manager' }), UNTRUSTED)).toEqual(['high']);
  });

  it('approving certificates takes three rights', () => {
    const approve = '{ apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/approval], verbs: [update] }';
    const create = '{ apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests], verbs: [create] }';
    const sign = '{ apiGroups: [certificates.k8s.io], resources: [signers], verbs: [approve] }';
    expect(severities('rbac-csr-approve', role([approve, create, sign]))).toEqual(['high']);
    expect(severities('rbac-csr-approve', role([approve, sign]))).toEqual(['medium']);
    expect(severities('rbac-csr-approve', role([approve]))).toEqual(['low']);
    expect(severities('rbac-csr-approve', role([approve, create, sign.replace('}', ', resourceNames: [kubernetes.io/kubelet-serving] }')]))).toEqual(['low']);
  });

  it('a wildcard is less severe in the API group of an operator', () => {
    const wildcard = (group: string) => role([`{ apiGroups: [${group}], resources: ["*"], verbs: ["*"] }`]);
    expect(severities('rbac-wildcard', wildcard('apps'))).toEqual(['medium']);
    expect(severities('rbac-wildcard', wildcard('monitoring.example.com'))).toEqual(['low']);
    expect(severities('rbac-wildcard', wildcard('metrics.k8s.io'))).toEqual(['low']);
  });

  it('a wildcard is one finding, not one of each right that it includes', () => {
    const findings = analyse('role.yaml', role(['{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }'])).findings;
    expect(findings.map(({ rule }) => rule.id)).toEqual(['rbac-wildcard']);
  });
});

describe('bindings', () => {
  it.each([
    ['system:unauthenticated', 'critical'],
    ['system:authenticated', 'high'],
  ])('%s is %s', (name, severity) => {
    const subject = `subjects: [{ kind: Group, name: "${name}", apiGroup: rbac.authorization.k8s.io }]`;
    const text = `apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: a }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: b }\n${subject}\n`;
    expect(severities('rbac-unauthenticated-binding', text)).toEqual([severity]);
  });
});

describe('parts of the cluster', () => {
  const agent = (image: string, namespace: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: agent, namespace: ${namespace} }\nspec:\n  tolerations: [{ operator: Exists }]\n  containers: [{ name: agent, image: "${image}" }]\n`;
  const RULE = 'control-plane-toleration';

  it('are known by namespace and image together', () => {
    expect(severities(RULE, agent('quay.io/prometheus/node-exporter:v1.8.0', 'monitoring'))).toEqual(['info']);
    expect(severities(RULE, agent('quay.io/prometheus/node-exporter:v1.8.0', 'shop'))).toEqual(['low']);
    expect(severities(RULE, agent('example/web:1', 'monitoring'))).toEqual(['low']);
    expect(severities(RULE, agent('registry.example.com:5000/cilium/cilium@sha256:00', 'kube-system'))).toEqual(['info']);
  });
});

describe('credentials', () => {
  const env = (name: string, value: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1\n      env: [{ name: ${name}, value: ${value} }]\n`;

  it.each([
    ['DB_PASSWORD', 'Kj4-prod-db', ['high']],
    ['DB_PASSWORD', '"12345"', ['high']],
    ['DB_PASSWORD', 'postgres', ['high']],
    ['DB_PASSWORD', '""', []],
    ['DB_PASSWORD', 'CHANGE_THIS_VALUE', []],
    ['DB_PASSWORD', '"$(SHARED)"', []],
    ['PASSWORD_SECRET_NAME', 'db-credentials', []],
    ['API_KEY', 'openai-api-key', []],
    ['TOKEN', 'short', []],
    ['API_URL', 'https://example.com/login', []],
    ['BROKER', 'amqp://app:s3cretQueue@mq:5672/', ['high']],
    ['BROKER', 'amqp://app:<password>@mq:5672/', []],
  ])('%s: %s', (name, value, expected) => {
    expect(severities('secret-literal', env(name, value))).toEqual(expected);
  });

  it('in a Secret are only info', () => {
    expect(severities('secret-literal', 'apiVersion: v1\nkind: Secret\nmetadata: { name: web }\nstringData: { password: Kj4-prod-db }\n')).toEqual(['info']);
  });
});

describe('tokens', () => {
  const pod = (more = '', name = 'api') =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: prod${more} }\nspec: { serviceAccountName: api, containers: [{ name: a, image: a }] }\n`;
  const bound = (role: string, kind = 'RoleBinding') =>
    [
      'apiVersion: rbac.authorization.k8s.io/v1',
      `kind: ${kind}`,
      `metadata: { name: api${kind === 'RoleBinding' ? ', namespace: prod' : ''} }`,
      `roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role} }`,
      'subjects: [{ kind: ServiceAccount, name: api, namespace: prod }]',
      '',
    ].join('\n');
  const grade = (text: string, settings: unknown = {}) => severities('token-rbac-blast-radius', text, settings);

  it('are as severe as what they lead to', () => {
    const reader = role([SECRETS], { name: 'reader' });
    expect(grade(`${pod()}---\n${bound('cluster-admin', 'ClusterRoleBinding')}`)).toEqual(['high']);
    expect(grade(`${pod()}---\n${bound('cluster-admin', 'ClusterRoleBinding')}`, UNTRUSTED)).toEqual(['critical']);
    expect(grade(`${pod()}---\n${bound('edit')}`)).toEqual(['medium']);
    expect(grade(`${pod()}---\n${bound('edit')}`, UNTRUSTED)).toEqual(['high']);
    expect(grade(`${pod()}---\n${bound('reader')}---\n${reader}`)).toEqual(['low']);
    expect(grade(`${pod()}---\n${bound('view')}`, UNTRUSTED)).toEqual([]);
  });

  it('are a step lower in what is a controller, by its label or its name', () => {
    const all = `---\n${bound('cluster-admin', 'ClusterRoleBinding')}`;
    expect(grade(pod(', labels: { app.kubernetes.io/part-of: argocd }') + all)).toEqual(['medium']);
    expect(grade(pod(', labels: { app.kubernetes.io/part-of: shop }') + all)).toEqual(['high']);
    expect(grade(pod('', 'shop-operator') + all)).toEqual(['medium']);
    expect(grade(pod('', 'cooperator') + all)).toEqual(['high']);
  });
});
