import { folderOf } from '../manifest/compose/files.ts';
import type { ConfigFile, ConfigProblem } from './file.ts';
import { type KubescapeFile, readKubescape } from './kubescape.ts';
import { joined } from './paths.ts';

/** The files with exceptions of Kubescape that configurations name. The same text is read once. */
export class KubescapeFiles {
  readonly #known = new Map<string, { readonly text: string; readonly read: KubescapeFile }>();

  /** Every name that was asked for. */
  readonly names = new Set<string>();

  /** @param text of a file, absolutely named; `undefined` if there is none that can be read */
  constructor(private readonly text: (name: string) => string | undefined) {}

  /** What such a file says; `undefined` if it cannot be read. */
  read(name: string): KubescapeFile | undefined {
    this.names.add(name);
    const text = this.text(name);
    if (text === undefined) return undefined;
    const known = this.#known.get(name);
    if (known?.text === text) return known.read;
    const read = readKubescape(text);
    this.#known.set(name, { text, read });
    return read;
  }

  /** What is wrong with the file that a configuration names, at its entry. What does not count is told: nobody should think that it does. */
  problems(config: string, path: string | undefined, { spanOf }: ConfigFile): ConfigProblem[] {
    if (path === undefined) return [];
    const read = this.read(joined(folderOf(config), path));
    const span = spanOf(['kubescape']);
    if (!read) return [{ message: `kubescape: "${path}" cannot be read`, span }];
    if (read.wrong !== undefined) return [{ message: `kubescape: "${path}" ${read.wrong}`, span }];
    const [first = '', ...more] = read.left;
    if (read.left.length === 0) return [];
    const rest = more.length === 0 ? '' : `, and ${more.length} more`;
    return [{ message: `kubescape: ${read.left.length} of ${read.count} exceptions do not count, or only in part: ${first}${rest}`, span, mild: true }];
  }
}
