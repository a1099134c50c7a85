import type { ProjectFiles } from '../manifest/compose/files.ts';
import { readResources } from '../manifest/kubernetes/read.ts';
import type { ResourceView } from '../manifest/kubernetes/views.ts';
import { type Build, build } from '../manifest/kustomize/build.ts';
import { type BuildInput, type BuildProblem, NAMES } from '../manifest/kustomize/texts.ts';
import type { FileSite } from '../manifest/kustomize/value.ts';
import { kubernetesScalars } from '../manifest/scalars.ts';
import { Spot } from '../manifest/spot.ts';
import { locate } from '../syntax/navigate.ts';
import { parseFile } from '../syntax/parse.ts';
import type { Sliced } from '../syntax/sliced.ts';
import type { PlacedDocument } from '../syntax/source-file.ts';
import { baseName } from '../text/uri.ts';
import { Workspace } from '../workspace/workspace.ts';
import { BuiltPlaces } from './built-places.ts';
import type { BuiltCheck, DocumentCheck } from './document-check.ts';
import { saidBy } from './facts.ts';
import { isFailure } from './failure.ts';
import { factsOf, filesBeside } from './file-facts.ts';
import type { Finding, Problem } from './finding.ts';
import { judgeResources, onceEach } from './judge-resources.ts';
import { shift } from './reading.ts';
import type { Around } from './reads.ts';
import { type CheckInput, targetMinor, teamOf } from './report.ts';

/** Judges a document of another file, as its own check does. */
export type JudgeElsewhere = (placed: PlacedDocument, file: string, around: Around) => Sliced<readonly Finding[]>;

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
  const places = new BuiltPlaces(made, placed, of);
  const { problems, unknown } = saidOf(made, placed, of);
  const found = yield* judged(made, places, input);
  const elsewhere = new ElsewhereFindings(of, input, judge);
  const told = new Map<string, Finding>();
  for (const virtual of found.findings) {
    const finding = places.relocated(virtual);
    const origin = yield* elsewhere.toldAt(finding, places.homeOf(virtual));
    const key = JSON.stringify([finding.rule.id, finding.at.file, finding.at.document, finding.path, finding.container]);
    if (!told.has(key)) told.set(key, { ...finding, origin });
  }
  for (const problem of found.problems) if (isFailure(problem)) problems.push({ ...problem, span: places.whole, document: placed.index });
  const findings = [...own.findings, ...told.values()];
  const built: BuiltCheck = { resources: found.resources, unknown };
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

/** What the rules find in the built objects. Its places are in the built documents. */
function* judged({ objects }: Build, places: BuiltPlaces, input: CheckInput) {
  const span = { start: 0, end: 0 };
  const documents = places.documents.map(({ document }, index): PlacedDocument => ({ index, span, document }));
  // an overlay is applied alone: what stands beside it says nothing of it
  const workspace = new Workspace(saidBy({ text: '', documents }, input.file, undefined).facts);
  const known = factsOf(workspace, [], input.file, undefined);
  const facts = { ...known, kubernetesVersion: targetMinor(input.settings), team: teamOf(input.settings) };
  const findings: Finding[] = [];
  const problems: Problem[] = [];
  const resources: ResourceView[] = [];
  const { settings, files, file, judging } = input;
  const around = { settings, files, file, judging, facts, documents, workspace, composeFile: false, before: undefined };
  for (const placed of documents) {
    const views = readResources(placed.index, placed.document, objects[placed.index]?.partial ? { ...facts, patch: true } : facts);
    resources.push(...views);
    const result = yield* judgeResources(views, placed, { ...around, elsewhere: (site) => places.of(site) });
    problems.push(...result.problems);
    findings.push(...onceEach(result.findings));
  }
  return { findings, problems, resources };
}

/** What the checks of other files find by themselves. */
class ElsewhereFindings {
  readonly #of: BuildInput;
  readonly #input: CheckInput;
  readonly #judge: JudgeElsewhere;
  readonly #known = new Map<string, ReadonlyMap<string, Finding>>();

  constructor(of: BuildInput, input: CheckInput, judge: JudgeElsewhere) {
    this.#of = of;
    this.#input = input;
    this.#judge = judge;
  }

  /**
   * Where the check of another file tells a finding of a built object; `undefined` if none does.
   * @param home where the object itself stands
   */
  *toldAt(finding: Finding, home: FileSite): Sliced<Finding['origin']> {
    const { file } = finding.at;
    if (file !== undefined && (yield* this.of(file)).has(keyOf(finding))) return finding.origin;
    if (!finding.missing || home.file === this.#of.uri) return undefined;
    // a patch that has only a part says nothing of what is missing: the object does
    const lacking = [...(yield* this.of(home.file)).values()].find(
      ({ rule, missing, document, container }) => rule === finding.rule && missing && document === home.document && container === finding.container,
    );
    const start = this.#of.files.parsed(home.file)?.documents[home.document]?.span.start ?? 0;
    return lacking && { file: home.file, span: shift(lacking.span, start) };
  }

  *of(file: string): Sliced<ReadonlyMap<string, Finding>> {
    const known = this.#known.get(file);
    if (known) return known;
    const found = new Map<string, Finding>();
    this.#known.set(file, found);
    const { files } = this.#of;
    const { documents = [] } = files.parsed(file) ?? {};
    const source = { text: files.text(file) ?? '', documents };
    const workspace = new Workspace(saidBy(source, file, files).facts);
    const around: Around = { settings: this.#input.settings, facts: factsOf(workspace, filesBeside(source, file), file, files), documents, files, workspace };
    for (const placed of documents) for (const one of yield* this.#judge(placed, file, around)) found.set(keyOf(one), one);
    return found;
  }
}

function keyOf({ rule, document, path, at }: Finding): string {
  return JSON.stringify([rule.id, at.file === undefined ? document : at.document, path]);
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
