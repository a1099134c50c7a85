import { afterEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_SETTINGS, readSettings } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import type { CompiledFix, Snapshot } from '../../server/src/engine/snapshot.ts';
import type { ServiceView } from '../../server/src/manifest/compose/views.ts';
import { RULES } from '../../server/src/rules/index.ts';
import { parseVersion } from '../../server/src/validity/pod-security/version.ts';

const COMPOSE = `services:
  web:
    image: nginx
    extends: { file: common.yaml, service: base }
  db:
    image: postgres
    pid: "\${PID}"
`;
const COMMON = 'services:\n  base:\n    privileged: true\n    ipc: host\n';
const POD = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  hostPID: true
  hostNetwork: true
  containers:
    - { name: web, image: nginx, securityContext: { privileged: true } }
`;

/** The checks of a rule for both dialects. */
type Spied = Record<'kubernetes.pod' | 'compose.service', () => Iterable<never>>;

/** Everything that a snapshot says, computed again. */
function said(snapshot: Snapshot): unknown {
  const version = parseVersion('v1.33');
  return {
    findings: snapshot.findings.map(({ rule, severity, message, span, origin }) => [rule.id, severity, message, span, origin]),
    origins: snapshot.findings.map(({ origin }) => origin && snapshot.other(origin.file)?.text.slice(origin.span.start, origin.span.end)),
    problems: snapshot.problems,
    fixes: snapshot.findings.map((finding) => snapshot.fixesOf(finding).map((fix) => [fix.title, fix.safety, edited(snapshot.compileFix(finding, fix))])),
    plans: [
      snapshot.fixAll(['safe', 'review']),
      snapshot.toLevel({ level: 'restricted', nearer: true, version: version.ok ? version.version : undefined }),
    ].map(({ edits }) => edits),
    targets: snapshot.targetsAt(snapshot.file.text.indexOf('image')).map(({ target }) => snapshot.harden(target).edits),
  };
}

/** What a fix edits, or why it does not. */
function edited(compiled: CompiledFix): unknown {
  return compiled.ok ? [compiled.edits, compiled.others.map(({ file, edits }) => [file, edits])] : compiled.why;
}

/** An engine over files that can change, and the files that it has forgotten. */
function project(files: Readonly<Record<string, string>>) {
  const texts = new Map(Object.entries(files));
  const shown = new Set<string>();
  const forgotten: string[] = [];
  const asked: string[] = [];
  const text = (uri: string) => {
    asked.push(uri);
    return texts.get(uri);
  };
  const engine = new Engine(DEFAULT_SETTINGS, {
    text,
    isShown: (uri) => shown.has(uri) && { languageId: 'dockercompose' },
    forget: (uri) => forgotten.push(uri),
  });
  return { texts, shown, forgotten, asked, engine };
}

describe('a snapshot never changes', () => {
  const change = {
    'another file has another text': ({ texts }) => texts.set('common.yaml', '# moved\n\nservices:\n  base: { ipc: host, pid: host }\n'),
    'another file is gone': ({ texts }) => texts.delete('common.yaml'),
    'another file appears': ({ texts }) => texts.set('compose.override.yaml', 'services:\n  web:\n    cap_add: [ALL]\n'),
    'a variable changes': ({ texts }) => texts.set('.env', 'PID=\n'),
    'the user opens another file': ({ shown }) => shown.add('common.yaml'),
    'a rule is switched off': ({ engine }) => engine.configure(readSettings({ rules: { 'host-ipc': 'off' }, threatModel: 'untrusted-code' }).settings),
  } satisfies Record<string, (given: ReturnType<typeof project>) => unknown>;

  it.each(Object.entries(change))('when %s', (_, happens) => {
    const given = project({ 'common.yaml': COMMON, '.env': 'PID=host\n' });
    const first = given.engine.update({ uri: 'compose.yaml', text: COMPOSE });
    const before = said(first);
    happens(given);
    const second = given.engine.update({ uri: 'compose.yaml', text: COMPOSE });
    expect(said(first)).toEqual(before);
    expect(said(second)).not.toEqual(before);
    expect(said(second)).toEqual(
      said(
        new Engine(given.engine.settingsOf('file:///a.yaml'), {
          text: (uri) => given.texts.get(uri),
          isShown: (uri) => given.shown.has(uri) && { languageId: 'dockercompose' },
        }).analyse({
          uri: 'compose.yaml',
          text: COMPOSE,
        }),
      ),
    );
  });

  it('when the file itself changes: its answers about other services stay', () => {
    const { engine } = project({});
    const text = (folder: string) => `services:\n  web: { image: web, volumes_from: [db] }\n  db: { image: db, volumes: ["./${folder}:/data"] }\n`;
    const first = engine.update({ uri: 'compose.yaml', text: text('first') });
    engine.update({ uri: 'compose.yaml', text: text('second') });
    expect(first.ociRequests()).toEqual(engine.analyse({ uri: 'compose.yaml', text: text('first') }).ociRequests());
  });

  it('also not in answers that are computed later', () => {
    const [asked, unasked] = [0, 1].map(() => project({ 'common.yaml': COMMON, '.env': 'PID=host\n' }));
    const snapshots = [asked, unasked].map((given) => given?.engine.update({ uri: 'compose.yaml', text: COMPOSE }) as Snapshot);
    const before = said(snapshots[0] as Snapshot);
    change['another file has another text'](unasked as ReturnType<typeof project>);
    change['a rule is switched off'](unasked as ReturnType<typeof project>);
    expect(said(snapshots[1] as Snapshot)).toEqual(before);
  });

  it('also for Kubernetes: later settings and facts change nothing', () => {
    const engine = new Engine(DEFAULT_SETTINGS);
    const first = engine.update({ uri: 'pod.yaml', text: POD });
    const before = said(first);
    engine.configure(readSettings({ rules: { 'host-pid': 'off' }, kubernetesVersion: '1.20' }).settings);
    const second = engine.update({
      uri: 'pod.yaml',
      text: `${POD}---\napiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: { name: gvisor }\nhandler: runsc\n`,
    });
    expect(said(first)).toEqual(before);
    expect(second.findings.map(({ rule }) => rule.id)).not.toContain('host-pid');
  });
});

describe('what is checked again', () => {
  const FILE = `${POD}---\nservices:\n  web: { image: nginx }\n`;
  const rule = RULES.find(({ id }) => id === 'runtime-class-missing') as (typeof RULES)[number];
  afterEach(() => vi.restoreAllMocks());

  it.each<[string, object, string, number]>([
    ['nothing, for a setting that no rule reads', { diagnostics: { missing: 'separate' } }, FILE, 0],
    ['both dialects, for a setting that rules read', { threatModel: 'untrusted-code' }, FILE, 2],
    ['the pod, for a fact', {}, `${FILE}---\napiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: { name: gvisor }\n`, 1],
    ['nothing, for a document that says nothing of others', {}, `${FILE}---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n`, 0],
  ])('%s', (_, settings, text, times) => {
    const engine = new Engine(DEFAULT_SETTINGS);
    const input = (now: string) => ({ uri: 'all.yaml', text: now, languageId: 'yaml' });
    engine.update(input(FILE));
    const [pod, service] = (['kubernetes.pod', 'compose.service'] as const).map((subject) => vi.spyOn(rule.check as Spied, subject));
    engine.configure(readSettings(settings).settings);
    engine.update(input(text));
    expect((pod?.mock.calls.length ?? 0) + (service?.mock.calls.length ?? 0)).toBe(times);
  });
});

describe('one letter in a project of many services', () => {
  const project = (count: number) => {
    const services = Array.from({ length: count }, (_, i) => [
      `  db${i}:`,
      '    image: postgres:16',
      `    environment: { NAME: x${i} }`,
      `    volumes: ["data${i}:/var/lib/postgresql/data", "shared:/shared", "./all:/all"]`,
      '    ports: ["5432:5432"]',
    ]);
    return ['services:', ...services.flat(), 'volumes:', ...services.map((_, i) => `  data${i}:`), '  shared:', ''].join('\n');
  };
  afterEach(() => vi.restoreAllMocks());

  it('asks no rule about the others', () => {
    const engine = new Engine(DEFAULT_SETTINGS);
    const input = (text: string) => ({ uri: 'compose.yaml', text, languageId: 'dockercompose' });
    const text = project(120);
    engine.update(input(text));
    const spies = RULES.flatMap(({ id, check }) => (check['compose.service'] ? [{ id, spy: vi.spyOn(check as Spied, 'compose.service') }] : []));
    engine.update(input(text.replace('NAME: x7 ', 'NAME: x7y ')));
    const asked = spies.flatMap(({ id, spy }) => (spy.mock.calls as unknown as [ServiceView][]).map(([{ name }]) => ({ id, name })));
    expect(asked.filter(({ name }) => name !== 'db7')).toEqual([]);
    expect(asked.length).toBeGreaterThan(30);
  });

  it('asks those about the others whose answer it may change', () => {
    const engine = new Engine(DEFAULT_SETTINGS);
    const input = (text: string) => ({ uri: 'compose.yaml', text, languageId: 'dockercompose' });
    engine.update(input(project(4)));
    // the owner of the shared files
    const changed = project(4).replace('    environment: { NAME: x2 }', '    environment: { NAME: x2 }\n    entrypoint: chown -R 1234:1234 /shared');
    const fresh = new Engine(DEFAULT_SETTINGS).update(input(changed));
    expect(said(engine.update(input(changed)))).toEqual(said(fresh));
  });
});

describe('other files', () => {
  it('are read once per snapshot, also missing ones', () => {
    const { engine, asked } = project({ 'common.yaml': COMMON });
    const { filesRead } = engine.update({ uri: 'compose.yaml', text: COMPOSE });
    expect([...filesRead]).toEqual(expect.arrayContaining(['common.yaml', '.env', 'compose.override.yaml']));
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('include the env files that an `include` names', () => {
    const { engine } = project({ 'more/compose.yaml': 'services:\n  a: { image: a, pid: "${PID}" }\n', 'prod.env': 'PID=host\n' });
    const snapshot = engine.update({ uri: 'compose.yaml', text: 'include:\n  - path: more/compose.yaml\n    env_file: prod.env\nservices: {}\n' });
    expect([...snapshot.filesRead]).toContain('prod.env');
  });

  it('include the files of `env_file`: a service is judged again where one changes', () => {
    const files: Record<string, string> = { 'web.env': 'A=b\n' };
    const engine = new Engine(DEFAULT_SETTINGS, { text: (uri) => files[uri] });
    const input = { uri: 'compose.yaml', text: 'services:\n  db:\n    image: postgres:17\n  web:\n    image: nginx\n    env_file: web.env\n' };
    const ids = (snapshot = engine.update(input)) =>
      snapshot.findings.flatMap(({ rule, target }) => (rule.id === 'secret-in-environment' ? target.called.name : []));
    expect(ids()).toEqual([]);
    expect([...engine.update(input).filesRead]).toContain('web.env');
    files['web.env'] = 'DB_PASSWORD=correct-horse\n';
    expect(ids()).toEqual(['web']);
    delete files['web.env'];
    expect(ids()).toEqual([]);
    expect(engine.update(input).problems.map(({ code }) => code)).toEqual(['compose-file-missing']);
  });

  it('are forgotten when no open file needs them', () => {
    const { engine, forgotten } = project({ 'common.yaml': COMMON });
    const other = { uri: 'compose.dev.yaml', text: COMPOSE };
    engine.update({ uri: 'compose.yaml', text: COMPOSE });
    engine.update(other);
    engine.update({ uri: 'compose.yaml', text: 'services:\n  web: { image: nginx }\n' });
    expect(forgotten).not.toContain('common.yaml');
    engine.forget(other.uri);
    expect(forgotten).toContain('common.yaml');
    expect(forgotten).not.toContain('.env');
    engine.forget('compose.yaml');
    expect(forgotten).toContain('.env');
  });
});

describe('an exception costs one notice', () => {
  const rule = RULES.find(({ id }) => id === 'host-pid') as (typeof RULES)[number];
  afterEach(() => vi.restoreAllMocks());
  const bug = () => {
    throw new Error('a bug');
  };

  it('in a rule', () => {
    vi.spyOn(rule.check as Spied, 'kubernetes.pod').mockImplementation(bug);
    const { findings, problems } = new Engine(DEFAULT_SETTINGS).analyse({ uri: 'pod.yaml', text: POD });
    expect(problems.map(({ code, message }) => [code, message])).toEqual([['rule-failed', expect.stringContaining('host-pid')]]);
    expect(findings.map((finding) => finding.rule.id)).toEqual(expect.arrayContaining(['host-network', 'privileged-container']));
  });

  it('in the check of a document: the others are still checked', () => {
    const broken = new Proxy({}, { get: bug });
    const access = { text: (uri: string) => (uri === 'common.yaml' ? (broken as string) : undefined) };
    const engine = new Engine(DEFAULT_SETTINGS, access);
    const { findings, problems, relevant } = engine.update({ uri: 'compose.yaml', text: `${COMPOSE}---\n${POD}` });
    expect(problems.map(({ code }) => code)).toContain('check-failed');
    expect(relevant).toBe(true);
    expect(findings.map((finding) => finding.rule.id)).toContain('host-network');
  });

  it('in an analysis: the next one works normally', () => {
    let fails = true;
    const text = (uri: string) => (fails && uri === '.env' ? bug() : undefined);
    const engine = new Engine(DEFAULT_SETTINGS, { text });
    expect(engine.update({ uri: 'compose.yaml', text: COMPOSE }).problems.map(({ code }) => code)).toEqual(['check-failed']);
    fails = false;
    expect(said(engine.update({ uri: 'compose.yaml', text: COMPOSE }))).toEqual(
      said(new Engine(DEFAULT_SETTINGS, { text }).analyse({ uri: 'compose.yaml', text: COMPOSE })),
    );
  });
});
