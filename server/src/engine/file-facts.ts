import { NO_FACTS, readFacts } from '../manifest/kubernetes/read.ts';
import type { FileFacts } from '../manifest/kubernetes/views.ts';
import type { SourceFile } from '../syntax/source-file.ts';

/** What the documents of a file say about pods in it. */
export function factsOf(file: SourceFile): FileFacts {
  // most files have none of these words, and are not read for facts
  if (!/\b(?:RuntimeClass|ServiceAccount|pod-security\.kubernetes\.io)\b/.test(file.text)) return NO_FACTS;
  const all = file.documents.map(({ document, index }) => readFacts(index, document)).filter((f) => f !== NO_FACTS);
  if (all.length === 0) return NO_FACTS;
  return {
    runtimeClasses: all.flatMap((f) => f.runtimeClasses),
    serviceAccounts: all.flatMap((f) => f.serviceAccounts),
    namespaces: all.flatMap((f) => f.namespaces),
  };
}
