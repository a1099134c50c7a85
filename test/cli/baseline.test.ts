import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { useWorkspace } from './workspace.ts';

const { at, bulkhead, read, write } = useWorkspace();

const pod = (name: string, more = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n  hostNetwork: true\n${more}  containers: [{ name: web, image: "example.org/web:1" }]\n`;
const check = (...more: readonly string[]) => bulkhead(['check', '.', '--baseline', '.bulkhead-baseline.json', ...more]);

describe('a baseline', () => {
  it('keeps what is known quiet, and fails for what is new, wherever it stands', async () => {
    write({ 'a/pod.yaml': pod('a') });
    expect((await bulkhead(['check', '.'])).status).toBe(1);
    const written = await check('--update-baseline');
    expect(written).toMatchObject({ status: 0, stderr: expect.stringMatching(/^bulkhead: \d+ findings written into \.bulkhead-baseline\.json\n$/) });
    // what is known then is not said again
    expect(written.stdout).toMatch(/^1 file checked: no new findings\./);
    const known = await check();
    expect(known.status).toBe(0);
    expect(known.stdout).toMatch(/^1 file checked: no new findings\./);
    expect(known.stderr).toMatch(/^bulkhead: \d+ findings of the baseline are not reported\n$/);
    // other lines, and a folder with another name, change nothing
    write({ 'a/pod.yaml': `# moved\n\n${pod('a')}` });
    expect((await check()).status).toBe(0);
    write({ 'a/pod.yaml': pod('a', '  hostPID: true\n') });
    const fresh = await check('--format', 'json');
    expect(fresh.status).toBe(1);
    const [{ findings }] = JSON.parse(fresh.stdout).files;
    expect(findings.map(({ rule }: { rule: string }) => rule)).toEqual(['host-pid']);
    // another object has other findings
    write({ 'a/pod.yaml': pod('a'), 'b/pod.yaml': pod('b') });
    expect((await check()).status).toBe(1);
  });

  it('tells what is gone, and takes it out when it is asked to', async () => {
    write({ 'pod.yaml': pod('a', '  hostPID: true\n') });
    await check('--update-baseline');
    const before = JSON.parse(read('.bulkhead-baseline.json')).findings.length;
    write({ 'pod.yaml': pod('a') });
    expect((await check()).stderr).toMatch(/; 1 other of it is gone, or in files that were not checked: --update-baseline takes them out\n$/);
    await check('--update-baseline');
    expect(JSON.parse(read('.bulkhead-baseline.json')).findings).toHaveLength(before - 1);
    expect((await check()).stderr).not.toContain('gone');
  });

  it('is the same text for the same findings, with no line in it', async () => {
    write({ 'b.yaml': pod('b'), 'a.yaml': pod('a') });
    await check('--update-baseline');
    const text = read('.bulkhead-baseline.json');
    write({ 'b.yaml': `# moved\n${pod('b')}` });
    await check('--update-baseline');
    expect(read('.bulkhead-baseline.json')).toBe(text);
    expect(JSON.parse(text).findings[0]).toMatchObject({
      rule: expect.any(String),
      file: 'a.yaml',
      resource: 'Pod a',
      fingerprint: expect.stringMatching(/^[\da-f]{16}$/),
    });
  });

  it('counts equal findings: one more is new', async () => {
    write({ 'pod.yaml': pod('a'), 'x/pod.yaml': pod('a') });
    await check('--update-baseline');
    expect((await check()).status).toBe(0);
    write({ 'y/pod.yaml': pod('a') });
    expect((await check()).status).toBe(1);
  });

  it('keeps what is known of a file that cannot be read, and takes in the rest', async () => {
    write({ 'pod.yaml': pod('a'), 'sub/gone.yaml': pod('b') });
    await check('--update-baseline');
    const before = JSON.parse(read('.bulkhead-baseline.json')).findings;
    write({ 'pod.yaml': pod('a', '  hostPID: true\n') });
    rmSync(at('sub'), { recursive: true });
    const { status, stderr } = await bulkhead(['check', 'pod.yaml', 'sub/gone.yaml', '--baseline', '.bulkhead-baseline.json', '--update-baseline']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/\d+ findings written into \.bulkhead-baseline\.json; not all of sub\/gone\.yaml could be judged: what was known of it stays\n$/);
    const after = JSON.parse(read('.bulkhead-baseline.json')).findings;
    expect(after.filter(({ rule }: { rule: string }) => rule !== 'host-pid')).toEqual(before);
    expect(after).toHaveLength(before.length + 1);
  });

  it.each([
    ['the text is broken', (text: string) => `${text}  x: [\n`],
    ['a key is written twice', (text: string) => text.replace('  hostNetwork: true\n', '  hostNetwork: true\n  hostNetwork: false\n')],
  ])('keeps what is known where %s, until it is read again', async (_, broken) => {
    write({ 'pod.yaml': pod('a'), 'other.yaml': pod('b', '  hostPID: true\n') });
    await check('--update-baseline');
    const before = JSON.parse(read('.bulkhead-baseline.json')).findings;
    write({ 'pod.yaml': broken(pod('a')), 'other.yaml': pod('b') });
    expect((await check('--update-baseline')).stderr).toContain('not all of pod.yaml could be judged: what was known of it stays');
    expect(JSON.parse(read('.bulkhead-baseline.json')).findings).toEqual(before.filter(({ rule }: { rule: string }) => rule !== 'host-pid'));
    write({ 'pod.yaml': pod('a') });
    expect((await check()).status).toBe(0);
  });

  it('is written for the first time whatever cannot be read, and fails for no file that is no manifest', async () => {
    write({ 'pod.yaml': pod('a'), 'mkdocs.yml': 'a: [\n' });
    expect(await check('--update-baseline')).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/^bulkhead: \d+ findings written into \.bulkhead-baseline\.json\n$/),
    });
    expect((await check()).status).toBe(0);
  });

  it('keeps what is known of all files of a project that is not read as a whole', async () => {
    const services = (more = '') => `${more}services:\n  a: { image: "example.org/a:1" }\n`;
    write({ 'compose.yaml': services(), 'compose.override.yaml': 'services:\n  a: { pid: host }\n' });
    await check('--update-baseline');
    const text = read('.bulkhead-baseline.json');
    write({ 'compose.yaml': services('include: [none.yaml]\n') });
    expect((await check('--update-baseline')).status).toBe(2);
    expect(read('.bulkhead-baseline.json')).toBe(text);
  });

  it.each([
    [['--update-baseline'], undefined, '--update-baseline needs --baseline <file>'],
    [['--baseline', 'none.json'], undefined, 'cannot read the baseline none.json: there is no such file'],
    [['--baseline', 'b.json'], '{', /^the baseline b\.json is no JSON: /],
    [['--baseline', 'b.json'], '[]', /^the baseline b\.json is wrong at its top: /],
    [['--baseline', 'b.json'], '{"bulkheadBaseline":1,"findings":[{"rule":3}]}', /^the baseline b\.json is wrong at findings\.0\.rule: /],
    [['--baseline', 'b.json'], '{"bulkheadBaseline":2,"findings":{}}', 'the baseline b.json was written by a newer Bulkhead'],
  ])('%j with %j: %s', async (args, text, message) => {
    write({ 'pod.yaml': pod('a'), ...(text === undefined ? {} : { 'b.json': text }) });
    const { status, stdout, stderr } = await bulkhead(['check', 'pod.yaml', ...args]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.replace(/^bulkhead: |\n$/g, '')).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });
});
