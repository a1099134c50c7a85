import type { Edited } from '../fix/compile.ts';
import { NO_FACTS, readFacts, readResources } from '../manifest/kubernetes/read.ts';
import type { SourceFile, SyntaxDocument } from '../syntax/source-file.ts';
import { evaluateApi } from '../validity/api/evaluate.ts';
import type { Snapshot } from './snapshot.ts';

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

/** Whether a change affects what the other documents of the file are told: the level of a Namespace, for example. */
export function changesFacts({ changed }: Pick<Edited, 'changed'>, file: SourceFile): boolean {
  return [...changed].some(([index, after]) => {
    const before = file.documents[index]?.document;
    return before !== undefined && JSON.stringify(readFacts(index, before)) !== JSON.stringify(readFacts(index, after));
  });
}

/** Why a change must not be made: after it, a finding says that something is refused that was not before. `undefined` if there is none. */
export function broughtTo(before: Snapshot, after: Snapshot): string | undefined {
  const counts = new Map<string, number>();
  for (const { rule } of before.findings) if (rule.refuses) counts.set(rule.id, (counts.get(rule.id) ?? 0) + 1);
  for (const { rule, message } of after.findings) {
    if (!rule.refuses) continue;
    const left = (counts.get(rule.id) ?? 0) - 1;
    if (left < 0) return `it would bring ${rule.id}: ${message}`;
    counts.set(rule.id, left);
  }
  return undefined;
}
