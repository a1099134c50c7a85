import fc from 'fast-check';
import { test } from 'vitest';
import { readSettings } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import type { Finding } from '../../server/src/engine/finding.ts';
import { mend } from '../../server/src/engine/mend.ts';
import type { RunRequest, Snapshot } from '../../server/src/engine/snapshot.ts';
import type { Fix, PathOp, Safety } from '../../server/src/fix/ops.ts';
import { fullTitle } from '../../server/src/present/titles.ts';
import { applyEdits } from '../../server/src/text/text.ts';
import { type Model, modelOf, unsaid } from '../kit/merged.ts';
import { weaknessesOf } from '../kit/weaknesses.ts';
import { Cases, SEED, TIMEOUT } from './cases.ts';
import { composeProjects, type RandomProject, ROOTS } from './compose-projects.ts';

type Files = Readonly<Record<string, string>>;

const { settings } = readSettings({});

/** A file as an editor sees it that has all files of the project open. */
function open(files: Files, uri: string, shown: boolean): Snapshot {
  const engine = new Engine(settings, { text: (name) => files[name], isShown: () => shown });
  for (const [name, text] of Object.entries(files)) engine.update({ uri: name, text });
  return engine.update({ uri, text: files[uri] as string });
}

/** A run of a snapshot; `undefined` where nothing is found that it could be about. */
type Wanted = (snapshot: Snapshot) => RunRequest | undefined;

const about = (request: (finding: Finding) => RunRequest): fc.Arbitrary<Wanted> =>
  fc.nat().map((pick) => ({ findings }) => {
    const finding = findings[pick % Math.max(1, findings.length)];
    return finding && request(finding);
  });

const requests: fc.Arbitrary<Wanted> = fc.oneof(
  fc.constantFrom<Safety[]>(['safe'], ['safe', 'review']).map(
    (safeties): Wanted =>
      () => ({ kind: 'fix', safeties }),
  ),
  about(({ rule }) => ({ kind: 'fix', safeties: ['safe', 'review'], rules: [rule.id] })),
  about(({ target }) => ({ kind: 'harden', target })),
);

test('an edit changes the merged model as its fix says, in every file and service, and weakens none', { timeout: TIMEOUT }, () => {
  const cases = new Cases('merged Compose projects', 0.015);
  while (!cases.done) {
    fc.assert(
      fc.property(
        composeProjects,
        fc.nat(),
        fc.array(fc.nat(), { minLength: 2, maxLength: 4 }),
        fc.boolean(),
        requests,
        (project, at, picks, shown, wanted) => {
          const names = Object.keys(project.files);
          const uri = names[at % names.length] as string;
          const snapshot = open(project.files, uri, shown);
          const before = modelOf(project.files, ROOTS);
          for (const pick of picks) {
            const finding = snapshot.findings[pick % Math.max(1, snapshot.findings.length)];
            const fixes = finding ? snapshot.fixesOf(finding) : [];
            const fix = fixes[pick % Math.max(1, fixes.length)];
            if (finding && fix) cases.add(tryFix(project, uri, snapshot, finding, fix, before, shown));
          }
          const run = wanted(snapshot);
          if (run) cases.add(tryRun(project, uri, snapshot, run, before));
          if (at % 3 === 0) cases.add(tryMend(project, before));
        },
      ),
      { numRuns: Math.ceil(cases.wanted / 5), seed: SEED + cases.count, endOnFailure: true },
    );
  }
  cases.report('kept', 0.5);
});

function tryFix(project: RandomProject, uri: string, snapshot: Snapshot, finding: Finding, fix: Fix, before: Model, shown: boolean): string {
  const compiled = snapshot.compileFix(finding, fix);
  if (!compiled.ok) return 'refused';
  const after = { ...project.files, [uri]: applyEdits(snapshot.file.text, compiled.edits) };
  for (const { file, source, edits } of compiled.others) after[file] = applyEdits(source.text, edits);
  const what = `${uri}: ${finding.rule.id}, "${fullTitle(fix)}"`;
  const now = judge(project, after, before, opsOf(fix, uri), true, what);
  reaches(project, after, finding, fix, before, now, what);
  const service = finding.target.site.path.join('.');
  // a value that several services share is told once, of one of them
  const isShared = ({ also }: Finding) => also.some(({ target }) => target.site.path.join('.') === service);
  const same = (other: Finding) => other.rule === finding.rule && (other.message === finding.message || isShared(other));
  if (isSame(before, now) && !Object.keys(after).some((file) => open(after, file, shown).findings.some(same)))
    fail(`${what}: the finding is gone, and nothing changed`, project.files, after);
  return 'kept';
}

/** A fix names what it changes; one of several services is what each of them would get by itself. */
function reaches(project: RandomProject, after: Files, finding: Finding, fix: Fix, before: Model, now: Model, what: string): void {
  if (finding.target.called.kind === 'Project') return;
  const changed = changedIn(before, now);
  const names = [...new Set(changed.map(({ name }) => name))].join(', ');
  const own = `services.${finding.target.called.name}`;
  const { reach } = fix;
  const wrong =
    reach && 'all' in reach ? new Set(changed.map(({ id }) => id)).size !== reach.all : names !== '' && names !== (reach ? `services.${reach.only}` : own);
  if (wrong) fail(`${what}: of ${own}, changes ${names}`, project.files, after);
  if (!reach || !('all' in reach)) return;
  for (const { root, name } of changed) {
    // what only a file has that is not open, the engine cannot judge
    const alone = fixedAlone(before, root, name, finding.rule.id);
    const is = valuesOf(now.get(root)?.get(name));
    const same = alone.find((one) => one.values === is);
    if (!same) fail(`${what}: ${root}: ${name} by itself would get ${JSON.stringify(alone.map(({ title }) => title))}`, project.files, after);
    if (SAFETIES.indexOf(same.safety) > SAFETIES.indexOf(fix.safety)) fail(`${what}: ${root}: ${name} by itself: ${same.safety}`, project.files, after);
  }
}

const SAFETIES = ['safe', 'review', 'manual'];

/** The services that differ; `id` is the same for a service that several projects have. */
function changedIn(before: Model, now: Model): { root: string; name: string; id: string }[] {
  return [...before].flatMap(([root, services]) =>
    [...services].flatMap(([name, service]) => {
      const [was, is] = [valuesOf(service), valuesOf(now.get(root)?.get(name))];
      return was === is || !name.startsWith('services.') ? [] : [{ root, name, id: `${name} ${was}` }];
    }),
  );
}

/** What the fixes of a rule make of a service of a project in which nothing is shared. */
function fixedAlone(model: Model, root: string, name: string, rule: string): { title: string; safety: Safety; values: string }[] {
  const whole: Record<string, Record<string, unknown>> = {};
  for (const [key, value] of model.get(root) ?? []) {
    const [kind = '', ...rest] = key.split('.');
    whole[kind] = { ...whole[kind], [rest.join('.')]: value };
  }
  const text = JSON.stringify(whole, null, 2);
  const snapshot = open({ 'compose.yaml': text }, 'compose.yaml', false);
  const own = snapshot.findings.filter((finding) => finding.rule.id === rule && `services.${finding.target.called.name}` === name);
  return own.flatMap((finding) =>
    snapshot.fixesOf(finding).flatMap((fix) => {
      const compiled = snapshot.compileFix(finding, fix);
      if (!compiled.ok) return [];
      const after = modelOf({ 'compose.yaml': applyEdits(text, compiled.edits) }, { 'compose.yaml': ['compose.yaml'] });
      return [{ title: fullTitle(fix), safety: fix.safety, values: valuesOf(after.get('compose.yaml')?.get(name)) }];
    }),
  );
}

/** A value as text; lists in any order. */
function valuesOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valuesOf).sort().join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const isEmpty = (inner: unknown) => inner === null || (typeof inner === 'object' && Object.keys(inner).length === 0);
  const entries = Object.entries(value).filter(([key, inner]) => key !== 'extends' && !isEmpty(inner));
  return `{${entries
    .map(([key, inner]) => `${key}: ${valuesOf(inner)}`)
    .sort()
    .join(', ')}}`;
}

function tryRun(project: RandomProject, uri: string, snapshot: Snapshot, run: RunRequest, before: Model): string {
  const { edits, applied } = snapshot.run(run);
  const after = { ...project.files, [uri]: applyEdits(snapshot.file.text, edits) };
  judge(
    project,
    after,
    before,
    applied.flatMap(({ fix }) => opsOf(fix, uri)),
    false,
    `${uri}: ${JSON.stringify({ ...run, target: undefined })}`,
  );
  return 'kept';
}

function tryMend(project: RandomProject, before: Model): string {
  const inputs = Object.entries(project.files).map(([file, text]) => ({ file, text }));
  const mended = mend(inputs, { kind: 'fix', safeties: ['safe', 'review'] }, { settings, access: { text: () => undefined } });
  const after = { ...project.files, ...Object.fromEntries(mended.map(({ input, after: { file } }) => [input.file, file.text])) };
  const ops = mended.flatMap(({ input, applied }) => applied.flatMap(({ fix }) => opsOf(fix, input.file)));
  judge(project, after, before, ops, false, 'all files together');
  return 'kept';
}

function judge({ files, links }: RandomProject, after: Files, before: Model, ops: readonly (PathOp & { file: string })[], exact: boolean, what: string): Model {
  const now = modelOf(after, ROOTS);
  const [first] = unsaid(before, now, ops, files, links, ROOTS, exact);
  if (first !== undefined) fail(`${what}: ${first}`, files, after);
  for (const [root, services] of now)
    for (const [name, service] of services) {
      const earlier = before.get(root)?.get(name);
      if (!name.startsWith('services.') || !earlier) continue;
      const known = weaknessesOf(earlier);
      const weaker = [...weaknessesOf(service)].filter((one) => !known.has(one));
      if (weaker.length > 0) fail(`${what}: ${root}: ${name} is weaker: ${weaker.join(', ')}`, files, after);
    }
  const refused = refusedIn(before);
  const more = refusedIn(now).filter((one) => !refused.includes(one));
  if (more.length > 0) fail(`${what}: Compose would refuse ${more.join(', ')}`, files, after);
  return now;
}

/** The services that Compose refuses: "container rootfs is marked read-only", since it copies a secret from a variable into them. */
function refusedIn(model: Model): string[] {
  return [...model].flatMap(([root, entries]) =>
    [...entries].flatMap(([name, service]) => {
      const secrets = (Array.isArray(service['secrets']) ? service['secrets'] : []).map((one) => (typeof one === 'string' ? one : one.source));
      const copied = secrets.some((secret) => entries.get(`secrets.${secret}`)?.['environment'] !== undefined);
      return service['read_only'] === true && copied ? [`${root}: ${name}`] : [];
    }),
  );
}

function opsOf(fix: Fix, uri: string): (PathOp & { file: string })[] {
  return 'ops' in fix ? fix.ops.map((op) => ({ ...op, file: op.at.file ?? uri })) : [];
}

function isSame(a: Model, b: Model): boolean {
  const text = (model: Model) => JSON.stringify([...model].map(([root, services]) => [root, [...services]]));
  return text(a) === text(b);
}

function fail(law: string, before: Files, after: Files): never {
  const changed = Object.keys(after).map((name) =>
    before[name] === after[name] ? `# ${name}\n${after[name]}` : `# ${name}\n${before[name]}# => ${name}\n${after[name]}`,
  );
  throw new Error(`${law}\n${changed.join('')}`);
}
