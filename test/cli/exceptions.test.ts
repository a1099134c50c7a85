import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LAZY, Session } from '../protocol/session.ts';
import { useWorkspace } from './workspace.ts';

const { at, bulkhead, findings, write } = useWorkspace();

const RULES = ['host-network', 'host-pid', 'privileged-container'];

const pod = (name: string, comment: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n${comment}  hostNetwork: true\n  containers:\n    - name: web\n      image: "{{ .Values.image }}"\n`;
const PATCH = (comment: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n${comment}        - name: web\n          securityContext: { privileged: true }\n`;
const JSON_POD = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { hostPID: true, containers: [{ name: 'web', image: 'example.org/web:1' }] },
});

/** What the command line finds, and what the editor says, of the rules above: both have to be the same. */
async function told(files: Readonly<Record<string, string>>): Promise<Record<string, string[]>> {
  write({ '.git/HEAD': '', ...files });
  const found = Object.entries(await findings('.')).map(([file, list]) => [file, list.map(({ rule }) => rule).filter((rule) => RULES.includes(rule))] as const);
  const session = await Session.start({}, LAZY);
  for (const [file, list] of found) {
    const uri = pathToFileURL(at(file)).href;
    const language = file.endsWith('.json') ? 'json' : file.includes('templates/') ? 'helm' : 'yaml';
    await session.open(uri, files[file] ?? '', language);
    const codes = (await session.diagnostics(uri)).map(({ code }) => String(code)).filter((code) => RULES.includes(code));
    expect(codes.sort(), `${file} in the editor`).toEqual([...list].sort());
  }
  await session.stop();
  return Object.fromEntries(found.map(([file, list]) => [file, [...list]]));
}

describe('exceptions for what is rendered, merged or takes no comment', () => {
  const config =
    'allow:\n  - { rules: [host-network], resource: Pod, files: [chart/], reason: it routes }\n  - { rules: [privileged-container], resource: Deployment web, container: web, reason: it builds }\n  - { rules: [host-pid], resource: Pod default/web, reason: it debugs }\n';
  const files = {
    'chart/templates/pod.yaml': pod('{{ .Release.Name }}', ''),
    'overlay/kustomization.yaml': 'patches:\n  - path: patch.yaml\n',
    'overlay/patch.yaml': PATCH(''),
    'pod.json': JSON_POD,
  };

  it('by a configuration, with the identity of the resource', async () => {
    expect(await told(files)).toMatchObject({
      'chart/templates/pod.yaml': ['host-network'],
      'overlay/patch.yaml': ['privileged-container'],
      'pod.json': ['host-pid'],
    });
    expect(await told({ ...files, '.bulkhead.yaml': config })).toMatchObject({ 'chart/templates/pod.yaml': [], 'overlay/patch.yaml': [], 'pod.json': [] });
    // another container, resource or folder is not meant
    const others = config.replace('container: web', 'container: api').replace('default/web', 'other/web').replace('chart/', 'charts/');
    expect(await told({ ...files, '.bulkhead.yaml': others })).toMatchObject({
      'chart/templates/pod.yaml': ['host-network'],
      'overlay/patch.yaml': ['privileged-container'],
      'pod.json': ['host-pid'],
    });
  });

  it.each([
    '  # bulkhead: allow host-network -- it routes\n',
    '  {{/* bulkhead: allow host-network -- it routes */}}\n',
    '  {{- /* bulkhead: allow host-network -- it routes until 2999-12-31 */ -}}\n',
    '  # bulkhead: allow host-network -- it routes\n  {{- if .Values.net }}\n',
  ])('by a comment in a template: %j', async (comment) => {
    const end = comment.includes('{{- if') ? '  {{- end }}\n' : '';
    expect(await told({ 'chart/templates/pod.yaml': pod('web', comment).replace('  containers', `${end}  containers`) })).toEqual({
      'chart/templates/pod.yaml': [],
    });
  });

  it.each([
    '  {{/* bulkhead: allow host-pid -- another rule */}}\n',
    '  {{/* bulkhead: allow host-network */}}\n',
    '  {{/* bulkhead: allow host-network -- not closed\n',
    '  {{/* bulkhead: allow host-network -- over until 2020-01-01 */}}\n',
  ])('but not by %j', async (comment) => {
    const closed = comment.includes('*/') ? comment : `${comment}  */}}\n`;
    expect((await told({ 'chart/templates/pod.yaml': pod('web', closed) }))['chart/templates/pod.yaml']).toEqual(['host-network']);
  });

  it('by a comment in a patch, at the line or at the first line of the container', async () => {
    const comment = '        # bulkhead: allow privileged-container -- it builds\n';
    expect(await told({ 'overlay/kustomization.yaml': files['overlay/kustomization.yaml'], 'overlay/patch.yaml': PATCH(comment) })).toMatchObject({
      'overlay/patch.yaml': [],
    });
  });

  it('for all of a template, above its first line, also behind a condition', async () => {
    const whole = (comment: string) => `${comment}{{- if .Values.enabled }}\n${pod('web', '')}{{- end }}\n`;
    for (const comment of ['{{/* bulkhead: allow host-network -- it routes */}}\n', '# bulkhead: allow-file host-network -- it routes\n'])
      expect(await told({ 'chart/templates/pod.yaml': whole(comment) }), comment).toEqual({ 'chart/templates/pod.yaml': [] });
  });
});

describe('exceptions that end soon', () => {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const file = (until: string) => pod('web', `  # bulkhead: allow host-network -- it routes until ${until}\n`);

  it('are told at the end of a check, with their place', async () => {
    write({
      'a.yaml': file(day(14)),
      'b.yaml': file(day(15)),
      'c.yaml': file(day(-1)),
      '.bulkhead.yaml': `allow:\n  - { rules: [host-pid], reason: it debugs, until: ${day(3)} }\n  - { rules: [host-ipc], reason: for ever }\n`,
    });
    const { stdout } = await bulkhead(['check', '.']);
    expect(stdout).toContain(
      `\n2 exceptions end within 14 days:\n  host-pid until ${day(3)}  the configuration\n  host-network until ${day(14)}  a.yaml:6:3\n`,
    );
    expect((await bulkhead(['check', 'b.yaml', '--no-config'])).stdout).not.toContain('within 14 days');
  });
});
