import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS, readSettings } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import type { FileAccess } from '../../server/src/engine/other-files.ts';
import type { Snapshot } from '../../server/src/engine/snapshot.ts';
import { Cases, SEED, TIMEOUT } from './cases.ts';

/** The part of the cases: small, because each case analyses several files several times. */
const PART = 0.0012;

const seen = (analysis: Snapshot) => ({
  findings: analysis.findings.map((f) => [
    f.rule.id,
    f.severity,
    f.message,
    f.span,
    f.path,
    f.related,
    f.origin,
    f.also.map((other) => other.target.called.name),
    f.fingerprint,
  ]),
  problems: analysis.problems,
});

/** The same, with everything that a snapshot computes on demand. */
const all = (snapshot: Snapshot) => ({
  ...seen(snapshot),
  fixes: snapshot.findings.map((finding) => snapshot.fixesOf(finding).map((fix) => [fix.title, snapshot.compileFix(finding, fix)])),
  plan: snapshot.fixAll(['safe', 'review']).edits,
});

const START: Readonly<Record<string, string>> = {
  'compose.yaml': `include:
  - more/compose.yaml
x-base: &base
  cap_add: [SYS_ADMIN]
services:
  web:
    <<: *base
    image: "example/web:\${TAG:-1}"
    volumes: [data:/data]
  db:
    extends: { file: common.yaml, service: base }
    image: example/db:1
  job: { image: example/job:1, pid: "\${PID:-host}" }
volumes:
  data: {}
`,
  'compose.override.yaml': `services:
  web:
    privileged: true
    volumes: ["/:/host"]
  job: { cap_drop: [ALL] }
volumes:
  data: { driver_opts: { type: none, o: bind, device: /etc } }
`,
  'common.yaml': `services:
  base:
    user: root
    ipc: host
    volumes: ["/var/run/docker.sock:/var/run/docker.sock"]
`,
  'more/compose.yaml': `services:
  extra:
    image: example/extra:1
    network_mode: service:web
`,
  '.env': 'TAG=2\nPID=\n',
};
const NAMES = Object.keys(START);

/** New settings between changes; mostly none. */
const settings = fc.constantFrom<object | undefined>(undefined, undefined, undefined, {}, { threatModel: 'untrusted-code' }, { rules: { 'host-pid': 'off' } });

const change = fc.record({
  settings,
  /** The file is missing until it is written again. */
  gone: fc.boolean(),
  file: fc.constantFrom(...NAMES),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(14),
  insert: fc.constantFrom(
    '',
    '',
    'x',
    '\n',
    '  ',
    ': ',
    '"',
    '[',
    '- ',
    '\n---\n',
    'host',
    '!reset ',
    '!override ',
    '*base',
    '#',
    'PID=host\n',
    '${',
    'services:\n',
    'extends: web\n',
  ),
  look: fc.constantFrom('compose.yaml', 'compose.override.yaml', 'common.yaml', 'more/compose.yaml'),
});

test('the analysis of a project after any series of changes of its files equals that of a fresh start', { timeout: TIMEOUT }, () => {
  const cases = new Cases('projects after changes', PART);
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), fc.array(fc.constantFrom(...NAMES), { maxLength: 3 }), (changes, shown) => {
      const texts = new Map(Object.entries(START));
      const access: FileAccess = { text: (uri) => texts.get(uri), isShown: (uri) => shown.includes(uri) };
      const live = new Engine(DEFAULT_SETTINGS, access);
      let found = 0;
      let settings = DEFAULT_SETTINGS;
      const said: { readonly snapshot: Snapshot; readonly first: object }[] = [];
      for (const { file, at, remove, insert, look, gone, settings: set } of changes) {
        const text = texts.get(file) ?? START[file] ?? '';
        const from = Math.floor(at * text.length);
        if (gone && file !== look) texts.delete(file);
        else texts.set(file, text.slice(0, from) + insert + text.slice(from + remove));
        if (set) settings = readSettings(set).settings;
        live.configure(settings);
        const now = { uri: look, text: texts.get(look) ?? START[look] ?? '' };
        const snapshot = live.update(now);
        const incremental = seen(snapshot);
        expect(incremental).toEqual(seen(new Engine(settings, access).analyse(now)));
        found += incremental.findings.length;
        said.push({ snapshot, first: all(snapshot) });
      }
      for (const { snapshot, first } of said) expect(all(snapshot)).toEqual(first);
      cases.add(found > 0 ? 'found' : 'nothing found');
    }),
    { numRuns: cases.wanted, seed: SEED },
  );
  cases.report('found', 0.8);
});
