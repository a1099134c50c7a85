import type { Site } from '../../syntax/site.ts';
import type { SourceFile, SyntaxDocument } from '../../syntax/source-file.ts';
import { folderOf, type ProjectFiles, resolvePath } from '../compose/files.ts';
import { kubernetesScalars } from '../scalars.ts';
import { Spot } from '../spot.ts';

/** The names that `kustomize build` looks for. Source: kustomize `api/konfig`, RecognizedKustomizationFileNames. */
const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Where the Kustomization of a file would be: in its folder, or in the one above. */
export function kustomizationsOf(uri: string): string[] {
  const folder = folderOf(uri);
  return [folder, resolvePath(folder, '..')].flatMap((of) => NAMES.map((name) => (of === '' ? name : `${of}/${name}`)));
}

/** Whether one of these Kustomizations names a file as a patch: what it leaves out then stands elsewhere. */
export function isPatch(uri: string, kustomizations: readonly string[], files: ProjectFiles): boolean {
  return kustomizations.some((name) => {
    const file = files.parsed(name);
    return file !== undefined && patchesOf(file).some((patch) => resolvePath(folderOf(name), patch) === uri);
  });
}

/** Whether a document is a list of JSON patches (RFC 6902): each with an operation and a path. */
export function isPatchList(document: SyntaxDocument): boolean {
  const items = Spot.root(0, document, kubernetesScalars).items();
  return items.length > 0 && items.every((item) => OPERATIONS.has(item.get('op').text().value ?? '') && item.get('path').text().value?.startsWith('/'));
}

const OPERATIONS: ReadonlySet<string> = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);

/** The places where a Kustomization writes patches as texts, in place of naming their files. */
export function inlinePatches(index: number, document: SyntaxDocument): Site[] {
  const root = Spot.root(index, document, kubernetesScalars);
  const { value: kind, state } = root.get('kind').text();
  if (state === 'known' && kind !== 'Kustomization' && kind !== 'Component') return [];
  const texts = [...root.get('patches').items(), ...root.get('patchesJson6902').items()].map((patch) => patch.get('patch'));
  const merges = root.get('patchesStrategicMerge').items();
  return [...texts.filter(({ written }) => written), ...merges.filter((merge) => /[\n{]|: /.test(merge.text().value ?? ''))].map(({ site }) => site);
}

/** The files that a Kustomization names as patches, in the field of today and in the two before it. */
function patchesOf({ documents }: Pick<SourceFile, 'documents'>): string[] {
  return documents.flatMap(({ document, index }) => {
    const root = Spot.root(index, document, kubernetesScalars);
    const paths = [...root.get('patches').items(), ...root.get('patchesJson6902').items()].map((patch) => patch.get('path'));
    return [...paths, ...root.get('patchesStrategicMerge').items()].flatMap((path) => path.text().value ?? []);
  });
}
