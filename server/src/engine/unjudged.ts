import { inlinePatches, isPatchList } from '../manifest/kubernetes/kustomization.ts';
import type { PodView, ResourceView } from '../manifest/kubernetes/views.ts';
import { interpolate } from '../manifest/scalars.ts';
import { locate } from '../syntax/navigate.ts';
import { nodesIn } from '../syntax/nodes.ts';
import type { Site } from '../syntax/site.ts';
import type { PlacedDocument } from '../syntax/source-file.ts';
import { HOLE, type Node } from '../syntax/tree.ts';
import type { Span } from '../text/text.ts';
import { baseName } from '../text/uri.ts';
import type { DocumentCheck } from './document-check.ts';
import { isGap } from './failure.ts';
import type { Problem } from './finding.ts';
import { type Reading, shift } from './reading.ts';

/**
 * Why something is not judged, or not as a whole:
 * - `part`: the file shows only a part of it: a patch, a half-typed container, an override whose other files are not there
 * - `include`: an included file, which is not analysed beside this one
 * - `operator`: an operator completes the pod
 * - `structure`: the kind is unknown, and a part of it looks like a pod
 * - `patch`: a patch in a form that is no object
 * - `build`: a part of a Kustomization that only kustomize knows: what stands elsewhere, what plugins make
 * - `large`: a document that is too large, of this file or of another that it takes values from
 * - `template`, `variable`: values that a template action or a variable without a value decides
 */
export type UnjudgedKind = 'part' | 'include' | 'operator' | 'structure' | 'patch' | 'build' | 'large' | 'template' | 'variable';

/** What no rule could judge, or only by what is written of it: no finding there means nothing. */
export interface Unjudged {
  readonly kind: UnjudgedKind;
  /** How many: values have one entry for each document. */
  readonly count: number;
  /** One line. */
  readonly message: string;
  /** The first of them; offsets in the file. */
  readonly span: Span;
  readonly document: number;
}

/** The problems of a text that is not read as a whole. */
const BROKEN: readonly Problem['code'][] = ['yaml-syntax', 'wrong-indentation', 'unresolved-alias'];

interface Judged {
  readonly problems: readonly Problem[];
  readonly unjudged: readonly Unjudged[];
  /** It has a manifest. */
  readonly relevant: boolean;
}

/**
 * Why a file is not judged as a whole, in one line each: a defect of Bulkhead, a document that is too large, a part of a Compose project that is not
 * there, what kubectl or Compose reads otherwise, or a manifest that is no YAML, in which no finding is no all-clear.
 * @param named somebody named the file, and so says that it is a manifest
 */
export function gapsIn({ problems, unjudged, relevant }: Judged, named = false): string[] {
  const lost = problems.filter((problem) => isGap(problem) || ((named || relevant) && BROKEN.includes(problem.code)));
  return [...lost, ...unjudged.filter(({ kind }) => kind === 'large')].map(({ message }) => message);
}

/**
 * All that is not judged in a reading of a file.
 * @param isShown whether the user sees the findings of another file
 */
export function unjudgedIn({ file, checks }: Reading, isShown: (file: string) => boolean = () => false): Unjudged[] {
  return file.documents.flatMap((placed, index) => {
    const check = checks[index];
    if (!check) return [];
    const { large } = check;
    if (large) return [{ kind: 'large' as const, count: 1, message: large.message, span: shift(large.span, placed.span.start), document: index }];
    const found = [
      ...resourcesIn(check),
      ...servicesIn(check),
      ...includesIn(check, isShown),
      ...largeIn(check),
      ...patchesIn(placed, check),
      ...unknownIn(check),
      ...templatesIn(placed, check),
      ...variablesIn(check),
    ];
    return found.map(({ at, ...rest }) => {
      const span = 'start' in at ? at : (locate(placed.document, at) ?? { start: 0, end: 0 });
      return { ...rest, span: shift(span, placed.span.start), document: index };
    });
  });
}

interface Found extends Pick<Unjudged, 'kind' | 'count' | 'message'> {
  readonly at: Site | Span;
}

function* resourcesIn({ resources = [] }: DocumentCheck): Iterable<Found> {
  for (const resource of resources) for (const pod of resource.pods) yield* podIn(pod, resource);
}

function* podIn(pod: PodView, { ref }: ResourceView): Iterable<Found> {
  const at = { ...pod.site, part: 'key' } as const;
  const one = (kind: UnjudgedKind, message: string): Found => ({ kind, count: 1, message, at });
  if (pod.basis === 'structure') yield one('structure', `the kind ${ref.kind} is unknown: only what the pod of "${pod.label}" says is judged`);
  else if (pod.basis === 'operator') yield one('operator', `an operator completes the pod of "${pod.label}": only what it says is judged`);
  else if (pod.partial) yield one('part', `only a part of "${pod.label}" is here: what it leaves out is not judged`);
  else
    for (const { label, anchor, spot } of pod.containers)
      if (!spot.get('image').written) yield { kind: 'part', count: 1, message: `"${label}" has no image: what it leaves out is not judged`, at: anchor };
}

function* servicesIn({ project }: DocumentCheck): Iterable<Found> {
  for (const [name, { view }] of project?.views ?? [])
    if (view.partial && view.site.file === undefined)
      yield { kind: 'part', count: 1, message: `only a part of "${name}" is here: what it leaves out is not judged`, at: { ...view.site, part: 'key' } };
}

function* includesIn({ project }: DocumentCheck, isShown: (file: string) => boolean): Iterable<Found> {
  const [include] = project?.view.includes ?? [];
  if (!project || !include) return;
  const names = project.view.services.flatMap(({ included, site }) => (included && site.file !== undefined && !isShown(site.file) ? [site.file] : []));
  for (const name of new Set(names)) {
    const message = `${baseName(name)} is included: its services are judged where that file is checked`;
    yield { kind: 'include', count: 1, message, at: include.site };
  }
}

/** Other files of a project that are too large. */
function* largeIn({ problems }: DocumentCheck): Iterable<Found> {
  for (const { code, message, span } of problems) if (code === 'too-large') yield { kind: 'large', count: 1, message, at: span };
}

function* patchesIn({ document, index }: PlacedDocument, { built }: DocumentCheck): Iterable<Found> {
  const whole: Site = { document: index, path: [], part: 'value' };
  if (isPatchList(document)) yield { kind: 'patch', count: 1, message: 'a list of JSON patches: what they change is not judged', at: whole };
  // what a Kustomization builds is judged with its patches
  for (const at of built ? [] : inlinePatches(index, document))
    yield { kind: 'patch', count: 1, message: 'a patch as a text: what it changes is not judged', at };
}

/** What nobody knows of the objects that a Kustomization builds, and what it takes from another one that is not known there. */
function* unknownIn({ built }: DocumentCheck): Iterable<Found> {
  for (const { at, message } of built?.unknown ?? []) yield { kind: 'build', count: 1, message, at };
}

function* templatesIn({ document: { root } }: PlacedDocument, { dialect }: DocumentCheck): Iterable<Found> {
  // a template may decide even what it is
  if (dialect === undefined && !(root?.type === 'map' && root.pairs.some(({ key }) => key.text === 'kind'))) return;
  yield* values('template', nodesIn(root, 0, isTemplated), 'a template decides');
}

/** Whether a template action prints a value, a key, or entries that the text does not show. */
function isTemplated(node: Node): boolean {
  if (node.type === 'map') return node.open || node.pairs.some(({ key }) => key.text.includes(HOLE));
  return node.type === 'seq' ? node.open : node.type === 'scalar' && node.text.includes(HOLE);
}

function* variablesIn({ project }: DocumentCheck): Iterable<Found> {
  // services may share a text
  const unknown = new Map<Node, { readonly node: Node; readonly base: number }>();
  for (const { own, lookup } of project?.entries ?? []) {
    const { node = null, base = 0 } = own?.identity ?? {};
    const isUnknown = (one: Node) => one.type === 'scalar' && !interpolate(one.text, lookup).certain;
    for (const one of nodesIn(node, base, isUnknown)) unknown.set(one.node, one);
  }
  yield* values('variable', [...unknown.values()], 'a variable without a value decides');
}

function* values(kind: UnjudgedKind, places: readonly { readonly node: Node; readonly base: number }[], decides: string): Iterable<Found> {
  const [first] = places;
  if (!first) return;
  const { node, base } = first;
  const message = places.length === 1 ? `${decides} a value` : `${decides} ${places.length} values`;
  yield { kind, count: places.length, message, at: shift(node.span, base) };
}
