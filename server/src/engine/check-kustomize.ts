import type { ProjectFiles } from '../manifest/compose/files.ts';
import { readResources } from '../manifest/kubernetes/read.ts';
import { type Build, build } from '../manifest/kustomize/build.ts';
import { type BuildInput, type BuildProblem, NAMES } from '../manifest/kustomize/texts.ts';
import { kubernetesScalars } from '../manifest/scalars.ts';
import { Spot } from '../manifest/spot.ts';
import { locate } from '../syntax/navigate.ts';
import { parseFile } from '../syntax/parse.ts';
import type { Sliced } from '../syntax/sliced.ts';
import type { PlacedDocument } from '../syntax/source-file.ts';
import { baseName } from '../text/uri.ts';
import { sameFacts } from '../workspace/facts.ts';
import { Workspace } from '../workspace/workspace.ts';
import { BuiltPlaces } from './built-places.ts';
import type { BuiltCheck, BuiltMemo, DocumentCheck, JudgedObject } from './document-check.ts';
import { ElsewhereFindings, type JudgeElsewhere } from './elsewhere-findings.ts';
import { saidBy } from './facts.ts';
import { isFailure } from './failure.ts';
import { factsOf } from './file-facts.ts';
import type { Finding, Problem } from './finding.ts';
import { judgeResources, onceEach } from './judge-resources.ts';
import { Effects } from './overlay-effects.ts';
import { type CheckInput, targetMinor, teamOf } from './report.ts';

/**
 * Whether a document is a Kustomization: the first one of a file with one of the names that kustomize looks for. A component is none: it builds
 * nothing by itself, and is judged within what takes it.
 */
export function isKustomization(file: string, { index, document }: PlacedDocument): boolean {
  if (index > 0 || document.root?.type !== 'map' || !NAMES.includes(baseName(file))) return false;
  const kind = Spot.root(0, document, kubernetesScalars).get('kind').text();
  return kind.state === 'absent' || kind.value === 'Kustomization';
}

/**
 * Judges what a Kustomization builds. What is found by the check of another file is told there, if the user sees that; anything else is told
 * here: at the value, if this file has it, else at the entry of `resources` that brings it.
 * @param own the check of the Kustomization as an object
 */
export function* checkKustomization(
  placed: PlacedDocument,
  own: Omit<DocumentCheck, 'reads'>,
  input: CheckInput,
  judge: JudgeElsewhere,
): Sliced<Omit<DocumentCheck, 'reads'>> {
  const files = input.files && withOwn(input.files, input);
  if (!files) return own;
  yield;
  const of: BuildInput = { uri: input.file, files, parse: parseFile };
  const made = build(of);
  const before = input.before?.built?.memo;
  const places = new BuiltPlaces(made, placed, of, before);
  const { problems, unknown } = saidOf(made, placed, of);
  const { judged, facts } = yield* judgedObjects(made, places, input, before);
  const elsewhere = new ElsewhereFindings(of, input, judge, before?.elsewhere);
  const told = new Map<string, Finding>();
  const effects = new Effects(made, places, elsewhere, input.file);
  for (const virtual of judged.flatMap((one) => one.findings)) {
    const finding = places.relocated(virtual);
    const home = places.homeOf(virtual);
    const origin = yield* elsewhere.toldAt(finding, home);
    yield* effects.note(finding, home);
    const key = JSON.stringify([finding.rule.id, finding.at.file, finding.at.document, finding.path, finding.container]);
    if (!told.has(key)) told.set(key, { ...finding, origin });
  }
  for (const problem of judged.flatMap((one) => one.problems))
    if (isFailure(problem)) problems.push({ ...problem, span: places.whole, document: placed.index });
  const findings = [...own.findings, ...told.values()];
  const changes = yield* effects.all();
  const memo = { texts: places.texts, documents: places.documents, facts, judged, elsewhere: elsewhere.judged };
  const built: BuiltCheck = { resources: judged.flatMap(({ resources }) => resources), unknown, effects: changes, memo };
  return { ...own, findings, apart: findings, problems: [...own.problems, ...problems], built };
}

/** The files, with the Kustomization as it is now. */
function withOwn(files: ProjectFiles, { file, documents }: CheckInput): ProjectFiles {
  return {
    ...files,
    text: (uri) => (uri === file ? documents.map(({ document }) => document.text).join('') : files.text(uri)),
    parsed: (uri) => (uri === file ? { documents } : files.parsed(uri)),
  };
}

/** What the rules find in each of the built objects. Its places are in the built documents. */
function* judgedObjects({ objects }: Build, places: BuiltPlaces, input: CheckInput, before: BuiltMemo | undefined) {
  const span = { start: 0, end: 0 };
  const documents = places.documents.map(({ document }, index): PlacedDocument => ({ index, span, document }));
  // an overlay is applied alone: what stands beside it says nothing of it
  const workspace = new Workspace(saidBy({ text: '', documents }, input.file, undefined).facts);
  const known = factsOf(workspace, [], input.file, undefined);
  const facts = { ...known, kubernetesVersion: targetMinor(input.settings), team: teamOf(input.settings) };
  const { settings, files, file, judging } = input;
  const around = { settings, files, file, judging, facts, documents, workspace, composeFile: false, before: undefined };
  const isSame = before !== undefined && sameFacts(before.facts, workspace.facts);
  const judged: JudgedObject[] = [];
  for (const placed of documents) {
    const earlier = isSame && before.documents[placed.index]?.document === placed.document ? before.judged[placed.index] : undefined;
    // what points to other objects is worked out again: they may have moved
    if (earlier?.findings.every(({ related }) => related.every((place) => place.file === undefined))) {
      judged.push(earlier);
      continue;
    }
    const resources = readResources(placed.index, placed.document, objects[placed.index]?.partial ? { ...facts, patch: true } : facts);
    const { findings, problems } = yield* judgeResources(resources, placed, { ...around, elsewhere: (site) => places.of(site) });
    judged.push({ resources, findings: onceEach(findings), problems });
  }
  return { judged, facts: workspace.facts };
}

/** What is said of a build, at its place here: what other files have, at the entry that leads there. What is only unknown is no problem. */
function saidOf({ problems, entries }: Build, { document, index }: PlacedDocument, { uri }: BuildInput) {
  const said = problems.map(({ code, site, message }) => {
    const isOwn = site.file === uri;
    const at = isOwn ? site : entries.get(site.file);
    const span = (at && locate(document, at)) ?? { start: 0, end: 0 };
    return { code, span, message: isOwn ? message : `in "${baseName(site.file)}": ${message}` };
  });
  const isUnknown = ({ code }: (typeof said)[number]) => code === 'kustomize-unknown';
  const broken = said.filter((one) => !isUnknown(one));
  return {
    problems: broken.map((one): Problem => ({ ...one, document: index, ...(isLost(one.code) ? { lost: true as const } : {}) })),
    unknown: said.filter(isUnknown).map(({ span, message }) => ({ at: span, message })),
  };
}

/** Whether something is not judged because of a problem. */
function isLost(code: BuildProblem['code']): boolean {
  return code === 'kustomize-missing' || code === 'kustomize-cycle';
}
