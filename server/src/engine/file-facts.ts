import type { ProjectFiles } from '../manifest/compose/files.ts';
import { isPatch, kustomizationsOf } from '../manifest/kubernetes/kustomization.ts';
import { NO_FACTS, readFacts } from '../manifest/kubernetes/read.ts';
import type { FileFacts } from '../manifest/kubernetes/views.ts';
import type { SourceFile } from '../syntax/source-file.ts';

/** Other files that say something about the pods of a file. Only what has containers can be a patch that matters. */
export function filesBeside({ text }: SourceFile, uri: string): readonly string[] {
  return /\bcontainers\b/i.test(text) ? kustomizationsOf(uri) : [];
}

/** What is known about the pods of a file beside their own documents: from the others in it, and from the files beside it. */
export function factsOf(file: SourceFile, uri: string, files: ProjectFiles | undefined): FileFacts {
  const facts = factsIn(file);
  return files && isPatch(uri, filesBeside(file, uri), files) ? { ...facts, patch: true } : facts;
}

function factsIn(file: SourceFile): FileFacts {
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
