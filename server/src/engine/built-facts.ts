import type { ProjectFiles } from '../manifest/compose/files.ts';
import { build } from '../manifest/kustomize/build.ts';
import { documentOf, writtenAt } from '../manifest/kustomize/documents.ts';
import { isKustomizationName } from '../manifest/kustomize/named.ts';
import { parseFile } from '../syntax/parse.ts';
import type { Site } from '../syntax/site.ts';
import { type Facts, together } from '../workspace/facts.ts';
import type { Place } from '../workspace/place.ts';
import { isKustomization } from './check-kustomize.ts';
import { factsIn, saidBy } from './facts.ts';
import { type FileAccess, OtherFiles } from './other-files.ts';

/** What files say together, and why something else may be true, in a line each. */
export interface BuiltFacts {
  readonly facts: Facts;
  readonly undecided: readonly string[];
}

interface Built {
  readonly file: string;
  readonly facts: Facts;
  /** All files that it is built of. */
  readonly files: ReadonlySet<string>;
  readonly undecided: readonly string[];
}

/**
 * What files say together, as it is applied: overlays as they are built. What a Kustomization builds on does not count by itself.
 * @param access reads the files beside them
 */
export function factsAsBuilt(inputs: readonly { readonly file: string; readonly text: string }[], access: FileAccess): BuiltFacts {
  const files = new OtherFiles(access).now();
  const overlays = inputs.filter(({ file }) => isKustomizationName(file)).flatMap(({ file }) => builtFrom(file, files) ?? []);
  const within = (file: string, except?: Built) => overlays.some((other) => other !== except && other.files.has(file));
  const said: Facts[] = [];
  const undecided: string[] = [];
  const owners = new Map<string, string>();
  for (const overlay of overlays) {
    if (within(overlay.file, overlay)) continue;
    const identities = overlay.facts.objects.map(({ kind, namespace, name }) => JSON.stringify([kind, namespace, name]));
    const rival = identities.map((identity) => owners.get(identity)).find((owner) => owner !== undefined);
    if (rival !== undefined) {
      undecided.push(`${overlay.file}: not counted, since it builds objects that ${rival} builds, too; give one of them alone`);
      continue;
    }
    for (const identity of identities) owners.set(identity, overlay.file);
    said.push(overlay.facts);
    undecided.push(...overlay.undecided);
  }
  for (const { file, text } of inputs) if (!within(file)) said.push(factsIn(text, file));
  return { facts: together(said), undecided };
}

/** What a Kustomization builds; `undefined` for a component, which builds nothing by itself. */
function builtFrom(file: string, files: ProjectFiles): Built | undefined {
  const [placed] = files.parsed(file)?.documents ?? [];
  if (!placed || !isKustomization(file, placed)) return undefined;
  const made = build({ uri: file, files, parse: parseFile });
  const built = made.objects.map(({ value }) => documentOf(value));
  const documents = built.map(({ document }, index) => ({ index, span: { start: 0, end: 0 }, document }));
  const written = ({ document, path, part }: Site): Place => {
    const own = built[document];
    if (!own) return { file, site: { document: 0, path: [], part } };
    const { origin, missing } = writtenAt(own, path);
    const { file: source, ...site } = origin.site;
    return { file: source, site: { ...site, path: origin.inner ? site.path : [...site.path, ...missing], part } };
  };
  const facts = relocated(saidBy({ text: '', documents }, file, undefined).facts, written) as Facts;
  return { file, facts, files: made.files, undecided: made.problems.map(({ site, message }) => `${site.file}: ${message}`) };
}

/** The same data, with all places where they are written. */
function relocated(value: unknown, written: (site: Site) => Place): unknown {
  if (Array.isArray(value)) return value.map((item) => relocated(item, written));
  if (typeof value !== 'object' || value === null) return value;
  if (isPlace(value)) return written(value.site);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, relocated(entry, written)]));
}

function isPlace(value: object): value is Place {
  return 'file' in value && 'site' in value && typeof value.site === 'object' && value.site !== null && 'path' in value.site;
}
