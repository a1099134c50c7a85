import type { Node } from '../../syntax/tree.ts';
import type { Lookup } from '../scalars.ts';
import type { Spot } from '../spot.ts';
import type { ProjectProblem } from './texts.ts';
import type { ServiceView } from './views.ts';

/** A service that is read on demand, with the data that shows whether it changed since the last analysis. */
export interface ServiceEntry {
  readonly name: string;
  /** The service in the file under analysis; `undefined` if only another file describes it. */
  readonly own: Spot | undefined;
  /** The nodes that it is merged from. */
  readonly nodes: readonly (Node | null)[];
  /** Everything that it is made of: these nodes, and the texts of its `env_file`. If nothing changed, the elements are equal. */
  readonly parts: readonly unknown[];
  readonly problems: readonly ProjectProblem[];
  /** The variables of the project. */
  readonly lookup: Lookup;
  /** Reads the service; `undefined` if another file removes it (`!reset`). */
  read(): ServiceView | undefined;
}

/** Whether two lists have the same elements, by identity. */
export function sameElements(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}
