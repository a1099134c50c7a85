import { expect, it } from 'vitest';
import { useWorkspace } from './workspace.ts';

const { bulkhead, write } = useWorkspace();

const pod = (name: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n  hostPID: true\n  containers: [{ name: a, image: "example.org/a:1" }]\n`;
const RENDERED = `---
# Source: shop/templates/web.yaml
${pod('web')}---
# Source: shop/charts/db/templates/db.yaml
# kept by hand
${pod('db')}---
# made by somebody
# Source: of inspiration
${pod('other')}`;

it('what Helm has rendered is told with the template that made it', async () => {
  const check = async (format: string) => (await bulkhead(['check', '--stdin', '--no-config', '--format', format], { input: RENDERED })).stdout;
  const pretty = await check('pretty');
  expect(pretty).toContain('host-pid 7:3 of shop/templates/web.yaml\n');
  expect(pretty).toMatch(/"a" lacks 6 protections: {2}17:24 of shop\/charts\/db\/templates\/db\.yaml\n/);
  // a comment further down is anybody's
  expect(pretty).not.toContain('inspiration\n');
  const [file] = JSON.parse(await check('json')).files;
  const from = new Map(file.findings.map(({ resource, renderedFrom }: { resource: { name: string }; renderedFrom?: string }) => [resource.name, renderedFrom]));
  expect(Object.fromEntries(from)).toEqual({ web: 'shop/templates/web.yaml', db: 'shop/charts/db/templates/db.yaml', other: undefined });
  expect(await check('agent')).toContain('host-pid high stdin.yaml:7:3 of shop/templates/web.yaml\n');
});

it('and what the first line says cannot act', async () => {
  write({ 'a.yaml': `# Source: \u001b[31mred\u202e/x.yaml\n${pod('a')}` });
  const { stdout } = await bulkhead(['check', 'a.yaml', '--no-config']);
  expect(stdout).toContain('host-pid');
  for (const acting of ['\u001b', '\u202e']) expect(stdout).not.toContain(acting);
});
