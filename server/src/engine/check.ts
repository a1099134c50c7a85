import { hasServices, isComposeContent } from '../manifest/compose/read.ts';
import { isKubernetes, readResources } from '../manifest/kubernetes/read.ts';
import { tooLarge } from '../manifest/too-large.ts';
import type { Site } from '../syntax/site.ts';
import type { Sliced } from '../syntax/sliced.ts';
import type { PlacedDocument, SyntaxDocument } from '../syntax/source-file.ts';
import { checkCompose } from './check-compose.ts';
import { checkKustomization, isKustomization } from './check-kustomize.ts';
import type { Dialect, DocumentCheck } from './document-check.ts';
import { failure, isFailure } from './failure.ts';
import { type Finding, type Problem, replaced } from './finding.ts';
import { judgeResources, onceEach } from './judge-resources.ts';
import { otherLineEnds } from './line-ends.ts';
import { type Around, Reads } from './reads.ts';
import { type CheckInput, type Judging, targetMinor, teamOf } from './report.ts';
import { overridden, wrongDirective } from './wrong-shapes.ts';

/**
 * The dialect of a document; `undefined` if it is no manifest.
 * @param composeFile the name or language of the file says Compose
 */
export function dialectOf(document: SyntaxDocument, composeFile: boolean): Dialect | undefined {
  if (isKubernetes(document)) return 'kubernetes';
  if (composeFile ? hasServices(document) : isComposeContent(document)) return 'compose';
  return undefined;
}

/** A check, and the document that it was made of. */
export interface EarlierCheck {
  readonly check: DocumentCheck;
  readonly document: SyntaxDocument;
}

/** The earlier check of a document, if it still holds. */
export function checkAsBefore({ document, index }: PlacedDocument, file: string, around: Around, earlier: EarlierCheck | undefined): DocumentCheck | undefined {
  if (earlier?.document !== document || earlier.check.problems.some(isFailure) || !earlier.check.reads.hold(around)) return undefined;
  const { check } = earlier;
  if (check.reads.placesHold(index, around)) return check;
  // what moved elsewhere changes no judgement
  const reads = check.dialect === 'kubernetes' ? check.reads.placedAgain(file, index, around) : undefined;
  return reads && pointedAgain(check, reads);
}

/** A check whose findings point to the places as `reads` knows them. */
function pointedAgain(check: DocumentCheck, reads: Reads): DocumentCheck {
  const known = new Map<Finding, Finding>();
  const again = (finding: Finding): Finding => {
    if (finding.related.every(({ at }) => at === undefined)) return finding;
    const related = finding.related.map((place) => ({ ...place, ...(place.at && reads.placeOf(place.at)) }));
    const made = known.get(finding) ?? replaced(finding, finding.span, related, finding.also);
    known.set(finding, made);
    return made;
  };
  return { ...check, findings: check.findings.map(again), apart: check.apart.map(again), reads };
}

/**
 * Runs every rule over a document, unless an earlier check of it still holds. An exception becomes a problem of this document; other
 * documents keep their findings.
 * @param file a URI, or a path with forward slashes
 * @param composeFile the name or language of the file says Compose
 * @param earlier the check of the document that stood here before
 * @param judging see {@link CheckInput}
 */
export function* checkDocument(
  placed: PlacedDocument,
  file: string,
  composeFile: boolean,
  around: Around,
  earlier: EarlierCheck | undefined,
  judging?: Judging,
): Sliced<DocumentCheck> {
  const same = checkAsBefore(placed, file, around, earlier);
  if (same) return same;
  const known = earlier && !earlier.check.problems.some(isFailure) ? earlier : undefined;
  const before = known?.check.reads.hold(around, 'settings') ? known.check : undefined;
  const reads = new Reads(before?.reads);
  try {
    const elsewhere = (site: Site) => reads.elsewhere(site, file, placed.index, around);
    const input = Object.assign(judging ? { ...around } : reads.noting(around), { file, composeFile, before, judging, elsewhere });
    return Object.assign(yield* check(placed, input), { reads });
  } catch (error) {
    return { dialect: undefined, findings: [], apart: [], problems: [failure('this document', error, placed.index)], targets: [], reads };
  }
}

function* check(placed: PlacedDocument, input: CheckInput): Sliced<Omit<DocumentCheck, 'reads'>> {
  const { document, index } = placed;
  const dialect = dialectOf(document, input.composeFile) ?? (isKustomization(input.file, placed) ? 'kubernetes' : undefined);
  const problems: Problem[] = document.problems.map((p) => ({ ...p, document: index, ...(p.code === 'alias-key' && { lost: true as const }) }));
  problems.push(...otherLineEnds(document, index, (one) => dialectOf(one, input.composeFile)));
  if (!dialect) {
    const { root } = document;
    if (input.composeFile && (root?.type === 'seq' || root?.type === 'scalar'))
      problems.push({ code: 'wrong-shape', message: 'a Compose file is a map', span: { start: root.span.start, end: root.span.start + 1 }, document: index });
    return { dialect, findings: [], apart: [], problems, targets: [] };
  }
  const large = tooLarge(document);
  if (large) return { dialect, findings: [], apart: [], problems: [...problems, { ...large, code: 'too-large', document: index }], targets: [], large };
  return yield* dialect === 'kubernetes' ? checkKubernetes(placed, input, problems) : checkCompose(placed, input, problems);
}

function* checkKubernetes(placed: PlacedDocument, input: CheckInput, problems: Problem[]): Sliced<Omit<DocumentCheck, 'reads'>> {
  const { document, index } = placed;
  problems.push(...wrongDirective(document, index), ...overridden(document, index));
  const resources = readResources(index, document, { ...input.facts, kubernetesVersion: targetMinor(input.settings), team: teamOf(input.settings) });
  const { findings, problems: found, targets } = yield* judgeResources(resources, placed, input);
  problems.push(...found);
  const check = { dialect: 'kubernetes' as const, findings: onceEach(findings), apart: findings, problems, targets, resources };
  return isKustomization(input.file, placed) ? yield* checkKustomization(placed, check, input, judgeElsewhere) : check;
}

/** What is found in another file, when it is checked by itself. */
function* judgeElsewhere(placed: PlacedDocument, file: string, around: Around): Sliced<readonly Finding[]> {
  return (yield* checkDocument(placed, file, false, around, undefined, { projects: [] })).findings;
}
