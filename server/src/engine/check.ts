import { hasServices, isComposeContent } from '../manifest/compose/read.ts';
import { isKubernetes, readResources } from '../manifest/kubernetes/read.ts';
import { tooLarge } from '../manifest/too-large.ts';
import type { Subjects } from '../rules/rule.ts';
import type { Site } from '../syntax/site.ts';
import type { Sliced } from '../syntax/sliced.ts';
import type { PlacedDocument, SyntaxDocument } from '../syntax/source-file.ts';
import { fieldsTooNew } from './admissible.ts';
import { checkCompose } from './check-compose.ts';
import type { Dialect, DocumentCheck, TargetPlace } from './document-check.ts';
import { failure, isFailure } from './failure.ts';
import type { Finding, Problem, Target } from './finding.ts';
import { otherLineEnds } from './line-ends.ts';
import { type Around, Reads } from './reads.ts';
import { type CheckInput, type Owner, placeOf, run, targetMinor, teamOf } from './report.ts';
import { keysIn, speakersOf } from './speaking.ts';
import { overridden, wrongDirective, wrongGroup, wrongShapes } from './wrong-shapes.ts';

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
export function checkAsBefore({ document }: PlacedDocument, around: Around, earlier: EarlierCheck | undefined): DocumentCheck | undefined {
  return earlier?.document === document && !earlier.check.problems.some(isFailure) && earlier.check.reads.hold(around) ? earlier.check : undefined;
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
  judging = false,
): Sliced<DocumentCheck> {
  const same = checkAsBefore(placed, around, earlier);
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
  const dialect = dialectOf(document, input.composeFile);
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
  const findings: Finding[] = [];
  const targets: TargetPlace[] = [];
  problems.push(...wrongDirective(document, index), ...overridden(document, index));
  const seen = new Map<string, number>();
  const rules = speakersOf(document.root ? keysIn(document.root).names : undefined);
  const ask = <S extends keyof Subjects>(name: S, subject: Subjects[S], owner: Owner) => {
    const result = run(name, subject, owner, placed, input, seen, rules[name]);
    findings.push(...result.findings);
    problems.push(...result.problems);
  };
  const resources = readResources(index, document, { ...input.facts, kubernetesVersion: targetMinor(input.settings), team: teamOf(input.settings) });
  for (const resource of resources) {
    yield;
    problems.push(...wrongGroup(resource, document), ...wrongShapes(resource, document));
    const { pods, ref } = resource;
    const whole: Target = { kind: 'pod', called: { kind: ref.kind, name: ref.name }, site: pods[0]?.extent ?? resource.site };
    ask('kubernetes.resource', resource, { resource: ref, container: undefined, target: whole });
    for (const pod of pods) {
      const made = { ...ref, podLabels: pod.labels };
      const podTarget: Target = { kind: 'pod', called: pod.called, site: pod.extent };
      targets.push(...[placeOf(document, podTarget)].filter((t) => t !== undefined));
      ask('kubernetes.pod', pod, { resource: made, pod, container: undefined, target: podTarget });
      problems.push(...fieldsTooNew(pod, targetMinor(input.settings), document));
      for (const container of pod.containers) {
        yield;
        const target: Target = { kind: 'container', called: container.called, site: container.site, pod: pod.extent };
        targets.push(...[placeOf(document, target, podTarget)].filter((t) => t !== undefined));
        ask('kubernetes.container', container, { resource: made, pod, container: container.label, target });
      }
    }
  }
  return { dialect: 'kubernetes', findings: onceEach(findings), apart: findings, problems, targets, resources };
}

/** Each finding once: several pods of one resource may inherit the same field. */
function onceEach(findings: readonly Finding[]): Finding[] {
  const seen = new Map<string, Target>();
  return findings.filter(({ rule, path, span, target }) => {
    const key = `${rule.id} ${span.start} ${span.end} ${JSON.stringify(path)}`;
    const first = seen.get(key);
    if (first) return first === target;
    seen.set(key, target);
    return true;
  });
}
