import { describe, expect, it } from 'vitest';
import { readSettings } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import { folderOf } from '../../server/src/engine/facts.ts';
import type { Finding } from '../../server/src/engine/finding.ts';
import type { Snapshot } from '../../server/src/engine/snapshot.ts';
import { applyEdits } from '../../server/src/text/text.ts';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      automountServiceAccountToken: false
      containers:
        - name: web
          image: nginx:1.25
          resources: {limits: {memory: 1Gi, cpu: "1"}}
`;
const patch = (spec: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
${spec.replace(/^/gm, '      ')}
`;
const FILES = {
  'base/kustomization.yaml': 'resources: [web.yaml]\n',
  'base/web.yaml': WEB,
  'prod/kustomization.yaml': 'resources: [../base]\nnamePrefix: prod-\npatches:\n  - path: hard.yaml\n',
  'prod/hard.yaml': patch(
    'securityContext: {runAsNonRoot: true, runAsUser: 101, seccompProfile: {type: RuntimeDefault}}\ncontainers:\n  - name: web\n    securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}',
  ),
  'dev/kustomization.yaml': 'resources:\n  - ../base\npatches:\n  - path: open.yaml\n',
  'dev/open.yaml': patch('containers:\n  - name: web\n    securityContext:\n      privileged: true'),
};

/** A run over some of the files of a project: the others are there, but not told of. */
function run(files: Readonly<Record<string, string>>, shown: (file: string) => boolean = () => true) {
  const texts = new Map(Object.entries(files));
  const access = { text: (uri: string) => texts.get(uri), isShown: shown };
  const inputs = [...texts].map(([file, text]) => ({ file, text }));
  const engine = new Engine(readSettings({}).settings, access, folderOf(inputs, access));
  return (uri: string) => engine.analyse({ uri, text: texts.get(uri) ?? '' });
}

const idsOf = ({ findings }: Snapshot) => findings.map(({ rule }) => rule.id).sort();
const lineOf = (text: string, offset: number) => text.slice(0, offset).split('\n').length;

describe('an overlay', () => {
  it('is judged as built: what it hardens is not found, what it opens is', () => {
    const alone = (file: string) => (name: string) => name === file;
    expect(idsOf(run(FILES, alone('prod/kustomization.yaml'))('prod/kustomization.yaml'))).not.toContain('run-as-root');
    expect(idsOf(run(FILES, alone('dev/kustomization.yaml'))('dev/kustomization.yaml'))).toEqual(
      expect.arrayContaining(['privileged-container', 'run-as-root']),
    );
  });

  it('says at the entry of the base what the base lacks, where that is not told itself', () => {
    const snapshot = run(FILES, (name) => name.startsWith('dev/'))('dev/kustomization.yaml');
    const lacking = snapshot.findings.find(({ rule }) => rule.id === 'run-as-root');
    expect(lineOf(FILES['dev/kustomization.yaml'], lacking?.span.start ?? 0)).toBe(2);
    expect(lacking?.related[0]).toMatchObject({ file: 'base/web.yaml' });
  });

  it('says nothing again that the base or a patch says', () => {
    const look = run(FILES);
    expect(idsOf(look('dev/open.yaml'))).toEqual(['privileged-container']);
    expect(idsOf(look('base/web.yaml'))).toContain('run-as-root');
    expect(idsOf(look('dev/kustomization.yaml'))).toEqual([]);
    expect(idsOf(look('prod/kustomization.yaml'))).toEqual([]);
    expect(idsOf(look('base/kustomization.yaml'))).toEqual([]);
  });

  it('says what it builds of a base by itself', () => {
    const text = 'resources: [../base]\nimages:\n  - name: nginx\n    newTag: latest\n';
    const snapshot = run({ ...FILES, 'test/kustomization.yaml': text })('test/kustomization.yaml');
    expect(idsOf(snapshot)).toEqual(['image-mutable-reference']);
    const [finding] = snapshot.findings as [Finding];
    expect(lineOf(text, finding.span.start)).toBe(4);
  });

  it('points to the line of a patch that is written as a text', () => {
    const text = `resources: [../base]
patches:
  - target: {kind: Deployment}
    patch: |
      # why
      - op: add
        path: /spec/template/spec/hostPID
        value: true
  - patch: |-
      ${patch('hostNetwork: true\nhostIPC: true').trim().replaceAll('\n', '\n      ')}
`;
    const snapshot = run({ ...FILES, 'test/kustomization.yaml': text })('test/kustomization.yaml');
    const places = snapshot.findings.map(({ rule, span }) => `${rule.id}: ${text.slice(span.start, span.end)}`);
    expect(places).toEqual(expect.arrayContaining(['host-pid: value: true', 'host-network: hostNetwork: true', 'host-ipc: hostIPC: true']));
    expect(snapshot.unjudged).toEqual([]);
    const [finding] = snapshot.findings.filter(({ rule }) => rule.id === 'host-pid') as [Finding];
    expect(snapshot.fixesOf(finding).map((fix) => 'blocked' in fix && fix.blocked)).toEqual(['it stands in a patch that is a text: change it there']);
  });

  it('offers the fix where the value is', () => {
    const look = run(FILES, (name) => name === 'dev/kustomization.yaml');
    const snapshot = look('dev/kustomization.yaml');
    const finding = snapshot.findings.find(({ rule }) => rule.id === 'privileged-container') as Finding;
    const [fix] = snapshot.fixesOf(finding);
    const compiled = fix && snapshot.compileFix(finding, fix);
    expect(compiled?.ok && compiled.edits).toEqual([]);
    const [other] = compiled?.ok ? compiled.others : [];
    expect(other?.file).toBe('dev/open.yaml');
    expect(other && applyEdits(other.source.text, other.edits)).not.toContain('privileged: true');
  });

  it('reads again when another file changes', () => {
    const snapshot = run(FILES)('prod/kustomization.yaml');
    expect([...snapshot.filesRead]).toEqual(expect.arrayContaining(['base/kustomization.yaml', 'base/web.yaml', 'prod/hard.yaml']));
  });

  it('says what is missing, goes in a circle or is not known, and judges the rest', () => {
    const text = 'resources:\n  - ../base\n  - gone.yaml\n  - https://example.org/x\n  - ../loop\ngenerators: [plugin.yaml]\n';
    const look = run({ ...FILES, 'test/kustomization.yaml': text, 'loop/kustomization.yaml': 'resources: [../test]\n' }, (name) => name.startsWith('test'));
    const snapshot = look('test/kustomization.yaml');
    expect(snapshot.problems.map(({ code, span }) => `${lineOf(text, span.start)} ${code}`)).toEqual(['3 kustomize-missing', '5 kustomize-cycle']);
    expect(snapshot.unjudged.map(({ kind, span }) => `${lineOf(text, span.start)} ${kind}`)).toEqual(['4 build', '6 build']);
    expect(idsOf(snapshot)).toContain('run-as-root');
  });

  it('is judged beside what it builds: an account of the overlay counts', () => {
    const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default}\nautomountServiceAccountToken: false\n';
    const base = WEB.replace('      automountServiceAccountToken: false\n', '');
    const files = { ...FILES, 'base/web.yaml': base, 'test/kustomization.yaml': 'resources: [../base, account.yaml]\n', 'test/account.yaml': account };
    const shown = (name: string) => name.startsWith('test');
    expect(idsOf(run(files, shown)('test/kustomization.yaml'))).not.toContain('service-account-token-automounted');
    expect(idsOf(run({ ...files, 'test/kustomization.yaml': 'resources: [../base]\n' }, shown)('test/kustomization.yaml'))).toContain(
      'service-account-token-automounted',
    );
  });

  it('leaves a component to what takes it', () => {
    const component = `kind: Component\npatches:\n  - patch: |-\n      ${patch('hostPID: true').trim().replaceAll('\n', '\n      ')}\n`;
    const files = { ...FILES, 'part/kustomization.yaml': component, 'test/kustomization.yaml': 'resources: [../base]\ncomponents: [../part]\n' };
    const look = run(files);
    expect(look('part/kustomization.yaml').problems).toEqual([]);
    expect(look('part/kustomization.yaml').unjudged.map(({ kind }) => kind)).toEqual(['patch']);
    const [finding, ...others] = look('test/kustomization.yaml').findings;
    expect([finding?.rule.id, others]).toEqual(['host-pid', []]);
    expect(finding?.related[0]).toMatchObject({ file: 'part/kustomization.yaml' });
  });

  it('follows exceptions of the file that has the value', () => {
    const allowed = FILES['dev/open.yaml'].replace('privileged: true', 'privileged: true # bulkhead: allow privileged-container -- it loads modules');
    const snapshot = run({ ...FILES, 'dev/open.yaml': allowed }, (name) => name === 'dev/kustomization.yaml')('dev/kustomization.yaml');
    expect(idsOf(snapshot)).not.toContain('privileged-container');
  });
});

describe('a base', () => {
  const said = (snapshot: Snapshot, rule: string) =>
    snapshot.findings.find((one) => one.rule.id === rule)?.related.map(({ file, message }) => `${file}: ${message}`);

  it('says which overlays mend what is found in it, and what they add', () => {
    const snapshot = run(FILES)('base/web.yaml');
    expect(said(snapshot, 'run-as-root')).toContain('prod/hard.yaml: mended by overlay "prod"');
    const all = snapshot.findings.flatMap(({ related }) => related.map(({ message }) => message));
    // privileged: of capabilities there is nothing more to say
    expect(all).not.toContain('mended by overlay "dev"');
    expect(said(snapshot, 'runtime-class-missing')?.join()).not.toContain('mended');
    expect(all.filter((message) => message.startsWith('overlay "dev" adds: "web" runs privileged'))).toHaveLength(1);
    expect([...snapshot.filesRead]).toEqual(expect.arrayContaining(['prod/kustomization.yaml', 'prod/hard.yaml', 'dev/open.yaml']));
  });

  it('says so over bases in between, and of its text as it is now', () => {
    const files = { ...FILES, 'top/kustomization.yaml': 'resources: [../prod]\n' };
    expect(said(run(files)('base/web.yaml'), 'run-as-root')).toEqual(
      expect.arrayContaining(['prod/hard.yaml: mended by overlay "prod"', 'prod/hard.yaml: mended by overlay "top"']),
    );
    const renamed = { ...FILES, 'base/web.yaml': WEB.replace('- name: web', '- name: other') };
    expect(said(run(renamed)('base/web.yaml'), 'allow-privilege-escalation')?.join()).not.toContain('mended');
  });

  it('says what the Kustomization beside it does', () => {
    const text = `resources: [web.yaml]\npatches:\n  - target: {kind: Deployment}\n    patch: |\n      - {op: add, path: /spec/template/spec/securityContext, value: {runAsNonRoot: true}}\n`;
    expect(said(run({ ...FILES, 'base/kustomization.yaml': text })('base/web.yaml'), 'run-as-root')?.[0]).toBe(
      'base/kustomization.yaml: mended by the Kustomization beside it',
    );
  });

  it('is not told of an overlay that is not in the folder, or is broken', () => {
    const files = { ...FILES, 'prod/kustomization.yaml': 'resources: [../base, [\n' };
    expect(said(run(files)('base/web.yaml'), 'run-as-root')?.join()).not.toContain('prod');
  });
});

describe('an overlay that somebody writes', () => {
  it('is judged after each change as from a fresh start', () => {
    const texts = new Map(Object.entries(FILES));
    const access = { text: (uri: string) => texts.get(uri), isShown: (uri: string) => !uri.startsWith('base/') };
    const inputs = () => [...texts].map(([file, text]) => ({ file, text }));
    const engine = new Engine(readSettings({}).settings, access, folderOf(inputs(), access));
    const said = ({ findings, problems }: Snapshot) => [
      findings.map(({ rule, span, message, related, origin }) => [rule.id, span, message, related, origin]),
      problems.map(({ code, span, message }) => [code, span, message]),
    ];
    const changes: [string, string, string][] = [
      ['dev/kustomization.yaml', 'resources:', '# a line above\nresources:'],
      ['dev/kustomization.yaml', 'patches:', 'images: [{name: nginx, newTag: latest}]\npatches:'],
      ['dev/open.yaml', 'privileged: true', 'privileged: false'],
      ['base/web.yaml', 'automountServiceAccountToken: false', 'hostPID: true'],
      ['base/web.yaml', 'metadata:', '# above\nmetadata:'],
      ['prod/hard.yaml', 'runAsNonRoot: true, runAsUser: 101', 'runAsUser: 0'],
      ['base/kustomization.yaml', 'web.yaml', 'gone.yaml'],
      ['base/kustomization.yaml', 'gone.yaml', 'web.yaml'],
      ['dev/kustomization.yaml', '../base', '../prod'],
    ];
    const open = ['dev/kustomization.yaml', 'base/web.yaml', 'prod/hard.yaml'];
    for (const [file, from, to] of changes) {
      const text = texts.get(file) ?? '';
      expect(text).toContain(from);
      texts.set(file, text.replace(from, to));
      if (!open.includes(file)) engine.note({ uri: file, text: texts.get(file) ?? '' });
      for (const uri of open) engine.update({ uri, text: texts.get(uri) ?? '' });
      for (const uri of open) {
        const fresh = new Engine(readSettings({}).settings, access, folderOf(inputs(), access)).analyse({ uri, text: texts.get(uri) ?? '' });
        expect(said(engine.update({ uri, text: texts.get(uri) ?? '' })), `${uri} after ${to}`).toEqual(said(fresh));
      }
    }
  });
});
