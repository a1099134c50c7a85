import { describe, expect, it } from 'vitest';
import { useWorkspace } from './workspace.ts';

const { bulkhead, write } = useWorkspace();

const workload = (name: string, more = '') => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:${more}
      containers: [{ name: ${name}, image: "example.org/${name}:1", ports: [{ name: http, containerPort: 8080 }] }]
`;
const policy = (name: string, spec: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: ${name}, namespace: shop }\nspec: ${spec}\n`;
const DB = policy(
  'db',
  '{ podSelector: { matchLabels: { app: db } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: http }] }] }',
);
const CLOSED = policy('closed', '{ podSelector: { matchLabels: { app: web } }, policyTypes: [Ingress, Egress], egress: [{ to: [{ podSelector: {} }] }] }');
const FILES = { 'web.yaml': workload('web'), 'db.yaml': workload('db'), 'policies.yaml': `${DB}---\n${CLOSED}` };

const reach = (...args: string[]) => bulkhead(['reach', '--no-config', ...args]);

describe('bulkhead reach', () => {
  it('says who may connect to whom', async () => {
    write(FILES);
    expect(await reach()).toEqual({
      status: 0,
      stderr: '',
      // the database may still connect to everything, but the web server lets nobody in
      stdout: 'shop/db[Deployment] => 0.0.0.0-255.255.255.255[External] : All Connections\nshop/web[Deployment] => shop/db[Deployment] : TCP 8080\n',
    });
  });

  it('says why, of pairs that may not connect, too', async () => {
    write(FILES);
    const { stdout } = await reach('--explain');
    expect(stdout).toBe(`shop/db[Deployment] => shop/web[Deployment] : No Connections
  egress: no policy guards shop/db[Deployment]
  ingress: denied by NetworkPolicy shop/closed (policies.yaml), since no rule allows it
shop/web[Deployment] => shop/db[Deployment] : TCP 8080
  egress: All Connections by rule 1 of NetworkPolicy shop/closed (policies.yaml)
  ingress: TCP 8080 by rule 1 of NetworkPolicy shop/db (policies.yaml)
`);
  });

  it('says what is open to pods that are not there, and what no policy guards', async () => {
    write({ 'db.yaml': workload('db'), 'policy.yaml': DB });
    const { stdout } = await reach('--exposure');
    expect(stdout).toContain('shop/db[Deployment] \t<= \tshop/[pod with {app=web}] : TCP 8080\n');
    expect(stdout).toContain('shop/db[Deployment] \t=> \tentire-cluster : All Connections\n');
    expect(stdout).toContain('shop/db[Deployment] is not protected on Egress\n');
    expect(stdout).not.toContain('not protected on Ingress');
  });

  it('says what opened, closed and changed', async () => {
    write(Object.fromEntries(Object.entries(FILES).map(([file, text]) => [`before/${file}`, text])));
    write({
      ...Object.fromEntries(Object.entries(FILES).map(([file, text]) => [`after/${file}`, text])),
      'after/policies.yaml': policy(
        'db',
        '{ podSelector: { matchLabels: { app: db } }, policyTypes: [Ingress, Egress], ingress: [{ ports: [{ port: 8080, endPort: 8090 }], from: [{ podSelector: {} }, { ipBlock: { cidr: 10.0.0.0/8 } }] }] }',
      ),
    });
    expect((await reach('after', '--diff', 'before')).stdout).toBe(`+ 0.0.0.0-9.255.255.255[External] => shop/web[Deployment] : All Connections
+ 10.0.0.0-10.255.255.255[External] => shop/db[Deployment] : TCP 8080-8090
+ 10.0.0.0-10.255.255.255[External] => shop/web[Deployment] : All Connections
+ 11.0.0.0-255.255.255.255[External] => shop/web[Deployment] : All Connections
- shop/db[Deployment] => 0.0.0.0-255.255.255.255[External] : All Connections
+ shop/web[Deployment] => 0.0.0.0-255.255.255.255[External] : All Connections
~ shop/web[Deployment] => shop/db[Deployment] : TCP 8080-8090 (was TCP 8080)
`);
    expect((await reach('before', '--diff', 'before')).stdout).toBe('');
  });

  it('draws graphs in which no name does harm', async () => {
    write({ 'a.yaml': workload('web').replace('{ name: web,', '{ name: "a\\"]; b|<i>",'), 'b.yaml': workload('db') });
    const dot = (await reach('--format', 'dot')).stdout;
    expect(dot).toContain('[label="shop/a\\"]; b|<i>[Deployment]"];');
    expect(dot).toMatch(/^digraph reach \{\n/);
    const { stdout } = await reach('--format', 'mermaid');
    expect(stdout).toContain('["shop/a#34;]; b|#60;i#62;[Deployment]"]');
    expect(stdout).toMatch(/n\d -->\|"All Connections"\| n\d\n/);
  });

  it('draws a picture with words in it, in which no name does harm', async () => {
    write({ ...FILES, 'odd.yaml': workload('odd').replace('{ name: odd,', `{ name: "</text><script>'&",`) });
    const { stdout } = await reach('--format', 'svg');
    expect(stdout).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="\d+" height="\d+"/);
    // every tag is one that we write, and all are closed
    const tags = [...stdout.matchAll(/<(\/?)(\w+)[^<>]*?(\/?)>/g)].filter(([, , , single]) => single === '');
    expect([...new Set(tags.map(([, , name]) => name))].sort()).toEqual(['g', 'style', 'svg', 'text', 'title', 'tspan']);
    expect(tags.filter(([, end]) => end === '/')).toHaveLength(tags.length / 2);
    expect(stdout).toContain('<title>shop/web[Deployment] =&#62; shop/db[Deployment] : TCP 8080</title>');
    expect(stdout).toContain('>TCP 8080</text>');
    expect(stdout).toContain('&#60;/text&#62;&#60;script&#62;&#39;&#38;');
    expect(stdout).toContain('prefers-color-scheme:dark');
  });

  it('numbers what is allowed where there is no room for words', async () => {
    write({ ...FILES, ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`w${i}.yaml`, workload(`w${i}`)])) });
    const { stdout } = await reach('--format', 'svg');
    expect(stdout).toMatch(/<g><title>shop\/web\[Deployment\] =&#62; shop\/db\[Deployment\] : TCP 8080<\/title>.*>1<\/text><\/g>/);
    expect(stdout).toContain('>1  TCP 8080</text>');
  });

  it('gives all of it as JSON', async () => {
    write(FILES);
    const { version, connections, exposure, unguarded, unknown } = JSON.parse((await reach('--format', 'json')).stdout);
    expect({ version, unknown }).toEqual({ version: 1, unknown: [] });
    expect(connections[1]).toEqual({
      source: 'shop/web[Deployment]',
      destination: 'shop/db[Deployment]',
      connections: 'TCP 8080',
      ports: { TCP: [[8080, 8080]] },
    });
    expect(exposure).toEqual([
      { workload: 'shop/db[Deployment]', direction: 'egress', to: 'entire-cluster', connections: 'All Connections', ports: expect.any(Object) },
    ]);
    expect(unguarded).toEqual([{ workload: 'shop/db[Deployment]', direction: 'egress' }]);
  });

  it('says what it does not know, and ends with 2', async () => {
    write({
      ...FILES,
      'agent.yaml': workload('agent', '\n      hostNetwork: true'),
      'guard.yaml': policy('guard', '{ podSelector: {} }'),
      'cilium.yaml': 'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: { name: l7 }\nspec: {}\n',
      'templates/chart.yaml': policy('chart', '{ podSelector: { matchLabels: { app: {{ .Values.app }} } } }'),
    });
    const { status, stderr } = await reach();
    expect(status).toBe(2);
    expect(stderr.split('\n').sort().slice(1)).toEqual([
      'bulkhead: agent.yaml: shop/agent[Deployment] is on the network of its node, where policies may not hold',
      'bulkhead: cilium.yaml: what the CiliumNetworkPolicy l7 allows or denies is not counted',
      'bulkhead: templates/chart.yaml: a template decides a part of the NetworkPolicy chart',
    ]);
  });

  it('says which policies of the cluster decide before NetworkPolicies', async () => {
    const cluster = `apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: { name: shops }
spec:
  tier: Admin
  priority: 10
  subject: { namespaces: {} }
  ingress:
  - { action: Pass, from: [{ pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: web } } } }], protocols: [{ tcp: {} }] }
  - { action: Deny, from: [{ namespaces: {} }] }
`;
    write({ ...FILES, 'cluster.yaml': cluster });
    expect(await reach('--explain')).toEqual({
      status: 0,
      stderr: '',
      stdout: `shop/db[Deployment] => shop/web[Deployment] : No Connections
  egress: no policy guards shop/db[Deployment]
  ingress: All Connections denied by rule 2 of ClusterNetworkPolicy shops (cluster.yaml)
shop/web[Deployment] => shop/db[Deployment] : TCP 8080
  egress: All Connections by rule 1 of NetworkPolicy shop/closed (policies.yaml)
  ingress: TCP 1-65535 left to the next tier by rule 1 of ClusterNetworkPolicy shops (cluster.yaml), SCTP 1-65535,UDP 1-65535 denied by rule 2 of ClusterNetworkPolicy shops (cluster.yaml), TCP 8080 by rule 1 of NetworkPolicy shop/db (policies.yaml)
`,
    });
  });

  it('says it of Compose projects, beside Kubernetes', async () => {
    const compose = (networks: string) =>
      `services:\n  web: { image: a, ports: ["8080:80"], networks: [front] }\n  db: { image: b, networks: [${networks}] }\nnetworks: { front: , back: { internal: true } }\n`;
    write({ 'old/compose.yaml': compose('back'), 'new/compose.yaml': compose('back, front'), 'new/k8s.yaml': workload('api') });
    const outside = '0.0.0.0-255.255.255.255[External]';
    expect((await reach('old')).stdout).toBe(`${outside} => old/web[Service] : TCP 80\nold/web[Service] => ${outside} : All Connections\n`);
    // the folder has another name, but it is the same project
    expect((await reach('new', '--diff', 'old')).stdout).toBe(`+ ${outside} => shop/api[Deployment] : All Connections
+ new/db[Service] => ${outside} : All Connections
+ new/db[Service] => new/web[Service] : All Connections
+ new/web[Service] => new/db[Service] : All Connections
+ shop/api[Deployment] => ${outside} : All Connections
`);
    expect((await reach('new', '--explain')).stdout).toContain('new/web[Service] => new/db[Service] : All Connections\n  by new_front\n');
    expect((await reach('new', '--format', 'svg')).stdout).toContain('>db<tspan class="muted"> Service</tspan>');
    write({ 'odd/compose.yaml': 'services:\n  web: { image: a, network_mode: "container:x" }\n' });
    expect(await reach('odd')).toMatchObject({ status: 2, stderr: 'bulkhead: odd/compose.yaml: on which networks odd/web[Service] is, is not known\n' });
  });

  it('refuses what it cannot compare, and what does not go together', async () => {
    write(FILES);
    expect(await reach('--diff', 'none')).toMatchObject({ status: 2, stderr: 'bulkhead: there is no file or folder "none" to compare with\n' });
    expect((await reach('--explain', '--exposure')).stderr).toBe('bulkhead: --explain and --exposure do not go together\n');
    expect((await reach('--explain', '--format', 'dot')).stderr).toBe('bulkhead: --explain is a text: leave out --format dot\n');
  });
});

it('the items of a list of one kind need not say theirs', async () => {
  const list = '{"apiVersion":"v1","kind":"PodList","items":[{"metadata":{"name":"a"},"spec":{"hostPID":true,"containers":[{"name":"a","image":"a:1"}]}}]}';
  write({ 'pods.json': list, 'plain.json': list.replace('PodList', 'List') });
  expect((await bulkhead(['check', 'pods.json'])).stdout).toContain('host-pid');
  // kubectl refuses an item of a plain list without a kind
  expect((await bulkhead(['check', 'plain.json'])).stdout).not.toContain('host-pid');
});

describe('bulkhead reach of overlays', () => {
  const BASE = {
    'base/kustomization.yaml': 'resources: [web.yaml, db.yaml, policies.yaml]\n',
    'base/web.yaml': workload('web').replace(', namespace: shop', ''),
    'base/db.yaml': workload('db').replace(', namespace: shop', ''),
    'base/policies.yaml': DB.replace(', namespace: shop', ''),
    'prod/kustomization.yaml': 'resources: [../base]\nnamespace: prod\nnamePrefix: p-\n',
  };

  it('reads what they build, and nothing twice', async () => {
    write(BASE);
    const built = { status: 0, stderr: '', stdout: expect.stringContaining('prod/p-web[Deployment] => prod/p-db[Deployment] : TCP 8080\n') };
    const all = await reach();
    expect(all).toEqual(built);
    expect(all.stdout).not.toContain('default/');
    expect(await reach('prod')).toEqual(all);
  });

  it('follows a patch of a policy, and says where it stands', async () => {
    const patches = 'patches:\n  - target: {kind: NetworkPolicy}\n    patch: |\n      - {op: remove, path: /spec/ingress/0/ports}\n';
    write({ ...BASE, 'prod/kustomization.yaml': `${BASE['prod/kustomization.yaml']}${patches}` });
    expect((await reach()).stdout).toContain('prod/p-web[Deployment] => prod/p-db[Deployment] : All Connections\n');
    expect((await reach('--explain')).stdout).toContain('NetworkPolicy prod/p-db (base/policies.yaml)');
  });

  it('does not count two that build the same objects, nor what is not known', async () => {
    write({ ...BASE, 'test/kustomization.yaml': 'resources: [../base, ../gone]\nnamespace: prod\nnamePrefix: p-\n' });
    const { status, stderr } = await reach();
    expect(status).toBe(2);
    expect(stderr).toBe(
      'bulkhead: test/kustomization.yaml: not counted, since it builds objects that prod/kustomization.yaml builds, too; give one of them alone\n',
    );
    expect((await reach('test')).stderr).toBe('bulkhead: test/kustomization.yaml: "../gone" cannot be read: what it adds is not known\n');
  });
});
