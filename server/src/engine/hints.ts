import { factsOfImage } from '../isolation/images/team.ts';
import { effectiveKubernetes } from '../isolation/kubernetes.ts';
import { effectiveLimit } from '../isolation/resources.ts';
import type { ServiceView } from '../manifest/compose/views.ts';
import { isUnset } from '../manifest/field.ts';
import type { ContainerView } from '../manifest/kubernetes/views.ts';
import type { TeamFacts } from '../manifest/team.ts';
import { locate } from '../syntax/navigate.ts';
import type { Site } from '../syntax/site.ts';
import type { PlacedDocument, SourceFile } from '../syntax/source-file.ts';
import type { Span } from '../text/text.ts';
import { baseName } from '../text/uri.ts';
import type { DocumentCheck } from './document-check.ts';
import { type Reading, shift } from './reading.ts';

/** A value that counts though it is not written there: in place of a written one, or of nothing. */
export interface Hint {
  /** The offset behind which it stands. */
  readonly at: number;
  /** At most 25 characters, from an arrow on. */
  readonly label: string;
  /** What it means, in a sentence. */
  readonly says: string;
  /** What decides it, if a file does. */
  readonly from?: { readonly file: SourceFile; readonly uri: string; readonly span: Span };
}

/** A hint whose origin is not yet found. */
interface Found extends Omit<Hint, 'from'> {
  readonly by?: Site;
}

/**
 * The hints of a file, in the order of its workloads. Where everything that counts is written in its place, there are none.
 * @param other another file of the project, by its URI
 */
export function hintsIn({ file, checks }: Reading, uri: string, other: (uri: string) => SourceFile | undefined): Hint[] {
  const origin = (by: Site): Pick<Hint, 'from'> => {
    const of = by.file === undefined || by.file === uri ? file : other(by.file);
    const placed = of?.documents[by.document];
    const span = placed && locate(placed.document, { ...by, part: 'pair' });
    return of && span ? { from: { file: of, uri: by.file ?? uri, span: shift(span, placed.span.start) } } : {};
  };
  return checks.flatMap((check, index) => {
    const placed = file.documents[index];
    return placed ? hintsOf(check, placed).map(({ by, ...hint }) => ({ ...hint, ...(by ? origin(by) : {}) })) : [];
  });
}

function hintsOf({ dialect, project, resources = [] }: DocumentCheck, placed: PlacedDocument): Found[] {
  if (dialect === 'compose') return (project?.entries ?? []).flatMap((entry) => ofService(entry.read(), placed));
  return resources.flatMap(({ pods }) => pods.flatMap(({ containers }) => containers.flatMap((container) => [...ofContainer(container, placed)])));
}

function* ofContainer(container: ContainerView, placed: PlacedDocument): Iterable<Found> {
  const { user, seccomp } = effectiveKubernetes(container);
  const name = endOf(container.name.site, placed);
  if (user.source === 'pod' && user.by && name !== undefined)
    yield { at: name, label: `← user ${user.value} (pod)`, says: `The pod lets "${container.label}" run as user ${user.value}.`, by: user.by };
  if (seccomp.source === 'pod' && seccomp.by && seccomp.value === 'Unconfined' && name !== undefined)
    yield { at: name, label: '← seccomp off (pod)', says: `The pod switches the seccomp filter of "${container.label}" off.`, by: seccomp.by };
  const memory = effectiveLimit(container, 'memory');
  if (memory.source === 'limit-range' && memory.by && memory.value !== undefined && name !== undefined)
    yield {
      at: name,
      label: clipped(`← ${memory.value} (LimitRange)`),
      says: `A LimitRange gives "${container.label}" a memory limit of ${memory.value}.`,
      by: memory.by,
    };
  yield* ofImage(user.value === 'image' && user.certain, container.image, container.pod.team, placed);
}

/** Nobody wrote a user, and the image starts as root. */
function* ofImage(decides: boolean, image: ContainerView['image'], team: TeamFacts, placed: PlacedDocument): Iterable<Found> {
  const at = decides && factsOfImage(image.value, team)?.imageUser === 'root' ? endOf(image.site, placed) : undefined;
  if (at !== undefined) yield { at, label: '← root (image)', says: 'Nothing here says a user, and this image starts as root.' };
}

function ofService(service: ServiceView | undefined, placed: PlacedDocument): Found[] {
  if (!service) return [];
  const overridden = service.spot.keys().flatMap((key): Found[] => {
    const { site, type } = service.spot.get(key);
    const at =
      type === 'scalar' && site.file !== undefined ? endOf({ document: placed.index, path: ['services', service.name, key], part: 'pair' }, placed) : undefined;
    if (at === undefined || site.file === undefined) return [];
    const file = baseName(site.file);
    return [{ at, label: clipped(`← ${file}`), says: `What counts is in ${file}.`, by: site }];
  });
  return [...ofImage(isUnset(service.user), service.image, service.project.team, placed), ...overridden];
}

/** The end of the value at a site of this document; `undefined` if it is not written here. */
function endOf({ file, document, path }: Site, placed: PlacedDocument): number | undefined {
  if (file !== undefined || document !== placed.index) return undefined;
  const span = locate(placed.document, { document, path, part: 'value' });
  return span && shift(span, placed.span.start).end;
}

function clipped(label: string): string {
  return label.length <= 25 ? label : `${label.slice(0, 24)}…`;
}
