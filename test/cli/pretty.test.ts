import { describe, expect, it } from 'vitest';
import { useWorkspace } from './workspace.ts';

const { bulkhead, findings, write } = useWorkspace();

/** Its only finding above low is in the last line. */
const MILD = `apiVersion: v1
kind: Pod
metadata: { name: mild }
spec:
  automountServiceAccountToken: false
  securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
  containers:
    - name: app
      image: example.org/app:1
      resources: { limits: { memory: 64Mi } }
      ports: [{ containerPort: 80, hostPort: 80 }]
`;
/** Its worst finding is in the last line. */
const BAD = `apiVersion: apps/v1
kind: Deployment
metadata: { name: bad, namespace: shop }
spec:
  selector: { matchLabels: { app: bad } }
  template:
    metadata: { labels: { app: bad } }
    spec:
      shareProcessNamespace: true
      containers:
        - name: web
          image: example.org/web:1
          securityContext: { privileged: true }
`;
const SERVICES = 'services:\n  one:\n    image: example.org/one:1\n    pid: host\n  two:\n    image: example.org/two:1\n    privileged: true\n';
const FILES = { 'a.yaml': MILD, 'b.yaml': BAD, 'compose.yaml': SERVICES };
const ORDER = ['critical', 'high', 'medium', 'low', 'info'];

const pretty = async (...args: string[]) => {
  const { stdout, stderr, status } = await bulkhead(['check', ...args]);
  expect(stderr).toBe('');
  const [report = '', summary = ''] = stdout.split(/\n\n(?=[^\n]+\n[^\n]+\n[^\n]+\n$|[^\n]+\n[^\n]+\n[^\n]+\n[^\n]+\n$)/);
  return { stdout, status, blocks: report.split('\n\n'), summary };
};
/** The severities of the entries of a block, as they stand. */
const severities = (block: string) => [...block.matchAll(/^ {2}(critical|high|medium|low|info) /gm)].map(([, severity = '']) => ORDER.indexOf(severity));
const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

describe('check, for people', () => {
  it('says the worst first: of the files, and in each', async () => {
    write(FILES);
    const { blocks } = await pretty();
    const heads = blocks.map((block) => block.split('\n')[0]);
    expect([...heads].sort()).toEqual(['a.yaml', 'b.yaml', 'compose.yaml']);
    expect(heads.at(-1)).toBe('a.yaml');
    for (const block of blocks) expect(severities(block), block).toEqual(ascending(severities(block)));
    const worst = blocks.map((block) => Math.min(...severities(block)));
    expect(worst).toEqual(ascending(worst));
  });

  it('says first of all what cannot be read, since nothing is known of it', async () => {
    write({ ...FILES, 'a.yaml': `${BAD}---\nkind: Pod\napiVersion: v1\nspec: [1\n` });
    const { blocks } = await pretty();
    expect(blocks[0]).toMatch(/^a\.yaml\n {2}problem /);
  });

  it('explains a protection where it is named first', async () => {
    write(FILES);
    const { blocks } = await pretty();
    const [first = -1, ...others] = blocks.flatMap((block, i) => (/- memory limit {2,}/.test(block) ? [i] : []));
    expect(others).toEqual([]);
    expect(first).toBe(blocks.findIndex((block) => block.includes('memory limit')));
  });

  it('says files as they come if there are very many findings, and loses none', async () => {
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`${String(i).padStart(2, '0')}.yaml`, i === 79 ? BAD : MILD]));
    write(many);
    const { stdout } = await pretty();
    const heads = [...stdout.matchAll(/^\d\d\.yaml$/gm)].map(([name]) => name);
    expect(new Set(heads).size).toBe(80);
    const all = Object.values(await findings()).flat().length;
    expect(stdout).toContain(`${all} findings in 80 files: `);
  });
});

describe('--min-severity', () => {
  it('shows less, counts all, and says so; the status stays', async () => {
    write(FILES);
    const all = Object.values(await findings()).flat();
    const whole = await pretty();
    for (const [least, shown] of [
      ['critical', ['critical']],
      ['high', ['critical', 'high']],
      ['medium', ['critical', 'high', 'medium']],
    ] as const) {
      const { blocks, status, stdout } = await pretty('--min-severity', least);
      expect(status).toBe(whole.status);
      const below = all.filter(({ severity }) => !(shown as readonly string[]).includes(severity)).length;
      expect(stdout).toContain(`${below} findings below ${least} are not shown; the exit status follows --fail-on alone.\n`);
      expect(stdout).toContain(`${all.length} findings in 3 files: `);
      for (const severity of blocks.flatMap(severities)) expect(severity).toBeLessThanOrEqual(ORDER.indexOf(least));
    }
    expect((await pretty('--min-severity', 'critical', '--fail-on', 'info')).status).toBe(1);
    expect((await pretty('--min-severity', 'info')).stdout).toBe(whole.stdout);
  });

  it('says how many protections lack, and how many of them are shown', async () => {
    write({ 'b.yaml': BAD });
    expect((await pretty('--min-severity', 'medium')).stdout).toMatch(/"web" lacks 5 protections \(3 shown\), which leaves open:/);
  });
});

describe('--group-by', () => {
  it('rule: each rule once, with its places', async () => {
    write(FILES);
    const { blocks, stdout } = await pretty('--group-by', 'rule');
    const all = Object.entries(await findings()).flatMap(([file, found]) => found.map((finding) => ({ ...finding, file })));
    const rules = blocks.map((block) => block.split(/\s/)[0]);
    expect([...rules].sort()).toEqual([...new Set(all.map(({ rule }) => rule))].sort());
    for (const { rule, file, range } of all)
      expect(blocks[rules.indexOf(rule)], rule).toContain(`  ${file}:${range.start.line + 1}:${range.start.character + 1}`);
    const worst = blocks.map((block) => Math.min(...severities(block)));
    expect(worst).toEqual(ascending(worst));
    expect(stdout).toContain('7 |     privileged: true\n');
    expect(stdout).toContain('|     ^^^^^^^^^^^^^^^^\n');
  });

  it('workload: each with its file and all that it has, worst first', async () => {
    write(FILES);
    const { blocks } = await pretty('--group-by', 'workload');
    const heads = blocks.map((block) => block.split('\n')[0]);
    expect([...heads].sort()).toEqual(['Deployment shop/bad  b.yaml', 'Pod mild  a.yaml', 'Service one  compose.yaml', 'Service two  compose.yaml']);
    expect(heads.at(-1)).toBe('Pod mild  a.yaml');
    for (const block of blocks) expect(severities(block), block).toEqual(ascending(severities(block)));
    // each is read alone
    expect(blocks.every((block) => /- memory limit {2,}/.test(block) || !block.includes('memory limit'))).toBe(true);
  });

  it('file is the default', async () => {
    write(FILES);
    expect((await pretty('--group-by', 'file')).stdout).toBe((await pretty()).stdout);
  });

  it.each([
    [['--group-by', 'severity'], /^bulkhead: option '--group-by <what>' argument 'severity' is invalid\. Allowed choices are file, rule, workload\./],
    [['--group-by', 'rule', '--format', 'json'], /^bulkhead: --group-by goes with --format pretty\n$/],
    [['--min-severity', 'low', '--format', 'sarif'], /^bulkhead: --min-severity goes with --format pretty\n$/],
  ])('%j is a usage error', async (args, message) => {
    write(FILES);
    expect(await bulkhead(['check', ...args])).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(message) });
  });

  it('names of manifests are harmless in headings', async () => {
    write({ 'a.yaml': BAD.replace('name: bad', 'name: "\\u202ex\\e[31m"') });
    const { stdout } = await pretty('--group-by', 'workload');
    expect(stdout).toContain('Deployment shop/\\u{202e}x\\x1b[31m  a.yaml');
  });
});
