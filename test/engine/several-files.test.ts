import { describe, expect, it } from 'vitest';
import { readSettings } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import { factsIn, folderOf } from '../../server/src/engine/facts.ts';
import { applyEdits } from '../../server/src/text/text.ts';

type Files = Readonly<Record<string, string>>;

/** What a fix of a file makes of all files; or why it cannot be made. */
function fixed(files: Files, uri: string, rule: string, title: RegExp, settings: object = {}): Files | string {
  const access = { text: (name: string) => files[name] };
  const folder = folderOf(
    Object.entries(files).map(([file, text]) => ({ file, text })),
    access,
  );
  const engine = new Engine(readSettings(settings).settings, access, folder);
  const snapshot = engine.update({ uri, text: files[uri] ?? '' });
  const found = snapshot.findings
    .filter((finding) => finding.rule.id === rule)
    .flatMap((finding) => snapshot.fixesOf(finding).map((fix) => ({ finding, fix })));
  const chosen = found.find(({ fix }) => title.test(fix.title));
  if (!chosen) return `only: ${found.map(({ fix }) => fix.title).join('; ')}`;
  const made = snapshot.compileFix(chosen.finding, chosen.fix);
  if (!made.ok) return made.why;
  const after: Record<string, string> = { ...files, [uri]: applyEdits(files[uri] ?? '', made.edits) };
  for (const { file, edits } of made.others) after[file] = applyEdits(files[file] ?? '', edits);
  // what is said of all files is what the change meant to say
  for (const [file, text] of Object.entries(after)) expect(factsIn(text, file).objects.length).toBeGreaterThan(0);
  return after;
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: example/web:1
`;
const ACCOUNT = `apiVersion: v1
kind: ServiceAccount
metadata:
    name: db
    namespace: shop
automountServiceAccountToken: false
`;
const OWN = `---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: web
  namespace: shop
automountServiceAccountToken: false
`;
const USE = `${DEPLOYMENT}      serviceAccountName: web\n`;

describe('an account of its own', () => {
  const give = (files: Files) => fixed(files, 'web.yaml', 'service-account-token-automounted', /^Give it/);

  it('is declared beside the others of its namespace', () => {
    expect(give({ 'web.yaml': DEPLOYMENT, 'accounts.yaml': ACCOUNT })).toEqual({
      'web.yaml': USE,
      'accounts.yaml': ACCOUNT + OWN.replaceAll('\n  ', '\n    '),
    });
  });

  it.each<[what: string, files: Files]>([
    ['there are no others', {}],
    ['they are of another namespace', { 'accounts.yaml': ACCOUNT.replace('shop', 'office') }],
  ])('is declared after the workload where %s', (_, files) => {
    expect(give({ ...files, 'web.yaml': DEPLOYMENT })).toEqual({ ...files, 'web.yaml': USE + OWN });
  });

  it('is not offered where there is one of that name', () => {
    expect(give({ 'web.yaml': DEPLOYMENT, 'accounts.yaml': ACCOUNT.replace('db', 'web') })).toMatch(/^only: /);
  });

  it('is refused in words where its file cannot take it', () => {
    expect(give({ 'web.yaml': DEPLOYMENT, 'accounts.yaml': `${ACCOUNT}labels: {{ .Values.labels }}\n` })).toContain('template');
  });
});

describe('the level of a namespace', () => {
  const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n';
  const labelled = (level: string) => `${NAMESPACE}  labels:\n    pod-security.kubernetes.io/enforce: ${level}\n`;
  const enforce = (files: Files, title = /^Enforce/) => fixed(files, 'shop.yaml', 'namespace-pod-security-missing', title);
  const made = (files: Files) => {
    const after = enforce({ ...files, 'shop.yaml': NAMESPACE });
    return typeof after === 'string' ? after : after['shop.yaml'];
  };
  const HARDENED = DEPLOYMENT.replace(
    '    spec:\n',
    '    spec:\n      securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }\n',
  ).replace('image: example/web:1\n', 'image: example/web:1\n          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }\n');

  it.each<[what: string, files: Files, shop: string]>([
    ['nobody is there', {}, labelled('baseline')],
    ['all meet restricted', { 'web.yaml': HARDENED }, labelled('restricted')],
    ['one meets only baseline', { 'web.yaml': HARDENED, 'db.yaml': DEPLOYMENT.replaceAll('web', 'db') }, labelled('baseline')],
    ['it is of another namespace', { 'web.yaml': HARDENED.replace('namespace: shop', 'namespace: office') }, labelled('baseline')],
    ['a template decides', { 'web.yaml': HARDENED.replace('runAsNonRoot: true', 'runAsNonRoot: {{ .Values.x }}') }, labelled('baseline')],
    [
      'one needs more',
      { 'web.yaml': HARDENED, 'agent.yaml': DEPLOYMENT.replaceAll('web', 'agent').replace('    spec:\n', '    spec:\n      hostPID: true\n') },
      'the namespace would then reject "agent": host namespaces (hostPID=true)',
    ],
  ])('is the one that the workloads of all files meet: %s', (_, files, shop) => expect(made(files)).toBe(shop));
});

describe('a policy that denies all but what is evident', () => {
  const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: db
  namespace: shop
spec:
  podSelector:
    matchLabels: { app: db }
  policyTypes: [Ingress, Egress]
`;
  const service = (name: string, port: string) =>
    `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: shop }\nspec:\n  selector: { app: ${name} }\n  ports: [${port}]\n`;
  const WEB = `${DEPLOYMENT}          ports: [{ name: http, containerPort: 8080 }, { containerPort: 9090 }]
          env: [{ name: CART, value: "http://cart.shop.svc:80/" }]
          args: [--db=db]
`;
  const files: Files = {
    'web.yaml': WEB,
    'policies.yaml': POLICY,
    'services.yaml': [
      service('web', '{ port: 80, targetPort: http }'),
      service('cart', '{ port: 80, targetPort: 7070 }'),
      service('other', '{ port: 1 }'),
    ].join('---\n'),
  };
  const added = (direction: string) => {
    const after = fixed(files, 'web.yaml', `network-policy-missing-${direction}`, /^Deny/, { threatModel: 'multi-tenant' });
    if (typeof after === 'string') return after;
    expect({ ...after, 'policies.yaml': POLICY }).toEqual(files);
    return (after['policies.yaml'] ?? '').slice(POLICY.length);
  };

  it('for ingress keeps the ports of containers and Services', () => {
    expect(added('ingress')).toBe(`---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web-ingress
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: web
  policyTypes: [Ingress]
  ingress:
    - ports:
        - port: 8080
          protocol: TCP
    - ports:
        - port: 9090
          protocol: TCP
`);
  });

  it('for egress keeps DNS and the Services that it names', () => {
    expect(added('egress')).toBe(`---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web-egress
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: web
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: kube-system
          podSelector:
            matchLabels:
              k8s-app: kube-dns
      ports:
        - port: 53
          protocol: UDP
        - port: 53
          protocol: TCP
    - to:
        - podSelector:
            matchLabels:
              app: cart
      ports:
        - port: 7070
          protocol: TCP
`);
  });
});
