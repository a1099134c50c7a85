import { describe, expect, it } from 'vitest';
import { Configurations } from '../../server/src/config/configurations.ts';
import { readConfig } from '../../server/src/config/file.ts';
import { Engine } from '../../server/src/engine/engine.ts';

/** The engine under a configuration, and maybe one that it extends. */
function under(config: string, base = '') {
  const files: Record<string, string> = { '/w/.git/HEAD': '', '/w/.bulkhead.yaml': config, '/w/base.yaml': base };
  const configurations = new Configurations({ text: (name) => files[name], exists: (name) => Object.keys(files).some((file) => file.startsWith(name)) });
  return { configurations, engine: new Engine((uri) => configurations.of(uri).settings) };
}

function found(config: string, text: string, file = '/w/pod.yaml', base?: string) {
  const { engine, configurations } = under(config, base);
  const snapshot = engine.analyse({ uri: file, text });
  expect(configurations.wrong).toEqual([]);
  return snapshot.findings.map(({ rule, severity, message }) => ({ rule: rule.id, severity, message }));
}

const rulesIn = (...given: Parameters<typeof found>) => found(...given).map(({ rule }) => rule);
const severityIn = (rule: string, ...given: Parameters<typeof found>) => found(...given).find((one) => one.rule === rule)?.severity;

const pod = (spec: string, { namespace = 'shop', image = 'registry.example/web:1', container = '' } = {}) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: ${namespace} }\nspec:\n${spec}  containers:\n    - name: web\n      image: ${image}\n${container}`;

describe('podSecurity', () => {
  it('says which level pods have to meet, also by folder', () => {
    const config =
      'podSecurity: { level: restricted, version: v1.30 }\noverrides:\n  - files: [system/]\n    podSecurity: { level: privileged }\n  - files: [old/]\n    podSecurity: { level: baseline, version: latest }\n';
    const said = (file: string) => found(config, pod(''), file).find(({ rule }) => rule === 'pod-security')?.message;
    expect(said('/w/pod.yaml')).toContain('violates PodSecurity "restricted:v1.30": allowPrivilegeEscalation != false');
    expect(said('/w/system/pod.yaml')).toBeUndefined();
    expect(said('/w/old/pod.yaml')).toBeUndefined();
    expect(rulesIn('', pod(''))).not.toContain('pod-security');
    expect(found(config, pod('  hostPID: true\n'), '/w/old/pod.yaml').find(({ rule }) => rule === 'pod-security')?.message).toContain('"baseline:latest"');
  });

  it('says nothing of what a template decides', () => {
    const config = 'podSecurity: { level: baseline }\n';
    expect(rulesIn(config, pod('  hostPID: {{ .Values.pid }}\n'))).not.toContain('pod-security');
  });
});

describe('runtimeClasses', () => {
  const config = 'threatModel: multi-tenant\nruntimeClasses: { sandboxed: gvisor, boxed: kata, fast: none }\n';
  const root = { container: '      securityContext: { runAsUser: 0 }\n' };

  it('say which boundary a class of the team has', () => {
    expect(rulesIn('threatModel: multi-tenant\n', pod('  runtimeClassName: fast\n'))).not.toContain('runtime-class-not-sandboxed');
    expect(found(config, pod('  runtimeClassName: fast\n')).find(({ rule }) => rule === 'runtime-class-not-sandboxed')?.message).toBe(
      '"web" runs under fast, which shares the kernel of the host',
    );
    for (const name of ['sandboxed', 'boxed']) {
      const text = pod(`  runtimeClassName: ${name}\n`, root);
      expect(rulesIn(config, text)).not.toContain('runtime-class-not-sandboxed');
      // a sandbox makes root less severe
      expect([severityIn('run-as-root', 'threatModel: multi-tenant\n', text), severityIn('run-as-root', config, text)]).toEqual(['high', 'low']);
    }
  });

  it('hold what is known of gVisor and Kata against a pod of theirs', () => {
    const text = pod('  runtimeClassName: sandboxed\n', { container: '      securityContext: { capabilities: { add: [NET_RAW] } }\n' });
    expect(rulesIn(config, text)).toContain('sandbox-runtime-incompatible');
    expect(rulesIn('', text)).not.toContain('sandbox-runtime-incompatible');
  });

  it('are what fixes offer, if they have a boundary; what `runtimeClass` names first', () => {
    const titles = (more = '') => {
      const snapshot = under(config + more).engine.analyse({ uri: '/w/pod.yaml', text: pod('') });
      return snapshot.findings
        .find(({ rule }) => rule.id === 'runtime-class-missing')
        ?.fixes()
        .map(({ title, safety }) => `${title} (${safety})`);
    };
    expect(titles()).toEqual(['Set runtimeClassName to sandboxed (review)', 'Set runtimeClassName to boxed (review)']);
    expect(titles('runtimeClass: boxed\n')?.[0]).toBe('Set runtimeClassName to boxed (review)');
  });

  it('count for runtimes of Docker, too', () => {
    const text = 'services:\n  web:\n    image: registry.example/web:1\n    runtime: fast\n';
    expect(rulesIn(config, text, '/w/compose.yaml')).toContain('runtime-class-not-sandboxed');
    expect(rulesIn('threatModel: multi-tenant\n', text, '/w/compose.yaml')).not.toContain('runtime-class-not-sandboxed');
  });

  it('give way to a handler that the file shows', () => {
    const declared = 'apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: { name: sandboxed }\nhandler: runc\n---\n';
    expect(severityIn('run-as-root', config, declared + pod('  runtimeClassName: sandboxed\n', root))).toBe('high');
  });

  it('may not say that the one which fixes use has no boundary', () => {
    const { problems, lines } = readConfig('runtimeClass: fast\nruntimeClasses: { fast: none }\n');
    expect(problems.map(({ message, span }) => [message, lines.range(span).start])).toEqual([
      ['runtimeClass: fixes would use "fast", which runtimeClasses says has no boundary', { line: 0, character: 14 }],
    ]);
  });
});

describe('infrastructure', () => {
  const config = 'infrastructure: { images: [registry.example/agents/*], namespaces: [platform-*] }\n';
  const spec = '  hostPID: true\n  volumes: [{ name: root, hostPath: { path: / } }]\n';
  const container = '      securityContext: { privileged: true }\n      volumeMounts: [{ name: root, mountPath: /host }]\n';
  const rules = ['privileged-container', 'host-pid', 'host-path-root'];
  const grades = (text: string, given = config) => rules.map((rule) => severityIn(rule, given, text));

  it('makes a remark of the access to the node that trusted agents ask for', () => {
    const agent = { image: 'registry.example/agents/probe:2', container };
    expect(grades(pod(spec, agent), '')).toEqual(['high', 'critical', 'critical']);
    expect(grades(pod(spec, agent))).toEqual(['info', 'info', 'info']);
    expect(grades(pod(spec, { namespace: 'platform-net', container }))).toEqual(['info', 'info', 'info']);
    expect(grades(pod(spec, { container }))).toEqual(['high', 'critical', 'critical']);
  });

  it('says why, and leaves the fix to the author', () => {
    const snapshot = under(config).engine.analyse({ uri: '/w/pod.yaml', text: pod(spec, { namespace: 'platform-net', container }) });
    const finding = snapshot.findings.find(({ rule }) => rule.id === 'privileged-container');
    expect(finding?.related.at(-1)?.message).toBe('a remark only, since your configuration trusts it with the node');
    expect(finding?.fixes().map(({ safety }) => safety)).toEqual(['manual']);
  });

  it('still tells what they lack', () => {
    const text = pod('', { namespace: 'platform-net' });
    expect(found(config, text)).toEqual(found('', text));
  });

  it('counts for Compose by image', () => {
    const text = 'services:\n  probe:\n    image: registry.example/agents/probe:2\n    privileged: true\n    pid: host\n';
    const severities = (given: string) => ['privileged-container', 'host-pid'].map((rule) => severityIn(rule, given, text, '/w/compose.yaml'));
    expect([severities(''), severities(config)]).toEqual([
      ['high', 'critical'],
      ['info', 'info'],
    ]);
  });
});

describe('images', () => {
  const config = 'images:\n  - { image: registry.example/web, user: 1000, writable: [/tmp], data: [/srv/data] }\n';
  const fixes = (rule: string, given: string, text: string, file = '/w/pod.yaml') =>
    under(given)
      .engine.analyse({ uri: file, text })
      .findings.find((finding) => finding.rule.id === rule)
      ?.fixes()
      .map(({ title, safety }) => `${title} (${safety})`);

  it('say as which user an image runs, which no fix has to guess', () => {
    expect(severityIn('run-as-root', '', pod(''))).toBe('medium');
    expect(found(config, pod('')).find(({ rule }) => rule === 'run-as-root')).toMatchObject({
      severity: 'info',
      message: '"web" runs as the user of its image (1000), but nothing refuses to start it as root',
    });
    expect(fixes('run-as-root', config, pod(''))).toEqual(['Run as user 1000 of the image (safe)']);
  });

  it('never make safe what they do not say', () => {
    const grades = ['writable-root-filesystem', 'capabilities-not-dropped', 'seccomp-not-set', 'allow-privilege-escalation'].flatMap(
      (rule) => fixes(rule, config, pod('')) ?? [],
    );
    expect(grades.length).toBeGreaterThan(3);
    expect(grades.filter((title) => title.endsWith('(safe)'))).toEqual([]);
  });

  it('say where an image writes', () => {
    const snapshot = under(config).engine.analyse({ uri: '/w/pod.yaml', text: pod('') });
    const finding = snapshot.findings.find(({ rule }) => rule.id === 'writable-root-filesystem');
    expect(JSON.stringify(finding?.fixes())).toContain('/tmp');
  });

  it('say that an image starts as root and changes its user', () => {
    const given = 'images: [{ image: registry.example/web, user: 1000, dropsPrivileges: true }]\n';
    expect(fixes('run-as-root', given, pod(''))).toEqual(['Run as user 1000 of the image (review)']);
    expect(severityIn('run-as-root', given, pod(''))).toBe('medium');
  });

  it('say that the user of an image is a name', () => {
    const given = 'images: [{ image: registry.example/web, user: 1000, userName: app }]\n';
    const text = pod('  securityContext: { runAsNonRoot: true }\n');
    expect(rulesIn(given, text)).toContain('run-as-nonroot-unverifiable');
    expect(rulesIn(config, text)).not.toContain('run-as-nonroot-unverifiable');
  });

  it('count by tag, if one is given, and the first before later ones, the own before those of what is extended', () => {
    const given = 'extends: base.yaml\nimages: [{ image: "registry.example/web:1", user: 2000 }]\n';
    const base = 'images: [{ image: registry.example/*, user: 3000 }]\n';
    const user = (image: string) =>
      /\((\d+)\)/.exec(found(given, pod('', { image }), '/w/pod.yaml', base).find(({ rule }) => rule === 'run-as-root')?.message ?? '')?.[1];
    expect(['registry.example/web:1', 'registry.example/web:2', 'registry.example/api', 'other.example/api'].map(user)).toEqual([
      '2000',
      '3000',
      '3000',
      undefined,
    ]);
  });

  it('count in Compose', () => {
    const text = 'services:\n  web:\n    image: registry.example/web:1\n';
    expect(rulesIn('', text, '/w/compose.yaml')).toContain('run-as-root');
    expect(rulesIn(config, text, '/w/compose.yaml')).not.toContain('run-as-root');
  });
});

describe('what the team knows of some files only', () => {
  const told = (config: string) => (file: string) => found(config, pod('  hostPID: true\n  runtimeClassName: fast\n'), file);

  it('stands in overrides, and holds together with what counts for all', () => {
    const at = told(
      'threatModel: multi-tenant\nimages: [{ image: registry.example/api, user: 5 }]\noverrides:\n  - files: [a/]\n    images: [{ image: registry.example/web, user: 7 }]\n    runtimeClasses: { fast: none }\n    infrastructure: { namespaces: [shop] }\n',
    );
    const [here, there] = ['/w/a/pod.yaml', '/w/b/pod.yaml'].map(at);
    const about = (all: typeof here, rule: string) => all?.find((one) => one.rule === rule);
    expect([about(here, 'run-as-root')?.message, about(there, 'run-as-root')?.severity]).toEqual([expect.stringContaining('(7)'), 'medium']);
    expect([about(here, 'runtime-class-not-sandboxed')?.severity, about(there, 'runtime-class-not-sandboxed')]).toEqual(['high', undefined]);
    expect([about(here, 'host-pid')?.severity, about(there, 'host-pid')?.severity]).toEqual(['info', 'critical']);
  });
});

describe('what is wrong', () => {
  it.each([
    ['podSecurity: { level: strict }', 0, 22, 'level is one of privileged, baseline, restricted, not "strict"'],
    ['podSecurity: { level: baseline, version: "1.30" }', 0, 41, 'version: a version of the Pod Security Standards is written as "latest" or "v1.30"'],
    ['runtimeClasses: { fast: runc }', 0, 24, 'fast is one of gvisor, kata, none, not "runc"'],
    ['infrastructure: { image: [x] }', 0, 18, 'there is no setting "image" here; did you mean "images"?'],
    ['images: [{ image: x }]', 0, 9, 'user is a number, not nothing'],
    ['images: [{ image: x, user: app }]', 0, 27, 'user is a number, not "app"'],
    ['images: [{ image: x, user: 1, writable: [tmp] }]', 0, 41, 'writable: a path begins with "/"'],
    ['images: [{ image: x, user: 1, capabilities: [net_raw] }]', 0, 45, 'capabilities: a capability is written as "NET_BIND_SERVICE"'],
    ['overrides: [{ files: [a], diagnostics: { syntx: off } }]', 0, 41, 'there is no setting "syntx" here; did you mean "syntax"?'],
  ])('%s', (text, line, character, message) => {
    const { problems, lines } = readConfig(text);
    expect(problems.map((problem) => [problem.message, lines.range(problem.span).start])).toEqual([[message, { line, character }]]);
  });
});

describe('diagnostics.syntax', () => {
  it('counts by folder', () => {
    const { configurations } = under('diagnostics: { syntax: on }\noverrides: [{ files: [gen/], diagnostics: { syntax: off } }]\n');
    expect(['/w/a.yaml', '/w/gen/a.yaml'].map((file) => configurations.of(file).settings.diagnostics.syntax)).toEqual(['on', 'off']);
  });
});
