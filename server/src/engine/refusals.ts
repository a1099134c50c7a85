import type { Edited } from '../fix/compile.ts';
import { NO_FACTS, readResources } from '../manifest/kubernetes/read.ts';
import type { SourceFile, SyntaxDocument } from '../syntax/source-file.ts';
import { evaluateApi } from '../validity/api/evaluate.ts';

/** What the API server says of the pods of documents. Each document is judged once, when a change of it is. */
export class Refusals {
  readonly #known = new WeakMap<SyntaxDocument, ReadonlySet<string>>();

  /** @param minor N of the Kubernetes 1.N that is asked */
  constructor(private readonly minor: number) {}

  /** Why a change must not be made: what the API server would refuse then, and takes now. `undefined` if there is no such thing. */
  broughtBy({ changed }: Pick<Edited, 'changed'>, file: SourceFile): string | undefined {
    for (const [index, after] of changed) {
      const before = file.documents[index]?.document;
      if (!before || !mentionsPods(after)) continue;
      const known = this.#of(index, before);
      const words = [...this.#of(index, after)].find((said) => !known.has(said));
      if (words !== undefined) return `the API server would refuse the pod: ${words}`;
    }
    return undefined;
  }

  /** The errors in a document, without their places, which a change may move. */
  #of(index: number, document: SyntaxDocument): ReadonlySet<string> {
    const known = this.#known.get(document);
    if (known) return known;
    const said = new Set(
      readResources(index, document, NO_FACTS).flatMap(({ ref, pods }) =>
        pods.flatMap((pod) => (pod.partial ? [] : (evaluateApi({ ref, ...pod.spots }, this.minor)?.refusals ?? []))).map(({ message }) => message),
      ),
    );
    this.#known.set(document, said);
    return said;
  }
}

function mentionsPods({ text }: SyntaxDocument): boolean {
  return text.includes('containers');
}
