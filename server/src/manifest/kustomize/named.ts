import type { SyntaxDocument } from '../../syntax/source-file.ts';
import { fileName } from '../../text/uri.ts';
import { folderOf, resolvePath } from '../compose/files.ts';
import { kubernetesScalars } from '../scalars.ts';
import { Spot } from '../spot.ts';
import { isRemote, NAMES } from './texts.ts';

/** Whether a file is a Kustomization by its name. */
export function isKustomizationName(uri: string): boolean {
  return NAMES.includes(fileName(uri));
}

/** The files and folders that a Kustomization builds on; what is not in these folders is left out. */
export function namedBy(uri: string, document: SyntaxDocument): readonly string[] {
  const root = Spot.root(0, document, kubernetesScalars);
  const names = ['resources', 'bases', 'components'].flatMap((key) =>
    root
      .get(key)
      .list()
      .items.flatMap(({ value }) => value ?? []),
  );
  return names.filter((name) => name !== '' && !isRemote(name)).map((name) => resolvePath(folderOf(uri), name));
}
