import { type ClaimUse, claimUses } from '../isolation/mounts/claims.ts';
import { oncePer } from '../isolation/once.ts';
import type { ProjectFiles } from '../manifest/compose/files.ts';
import { isPatch, kustomizationsOf } from '../manifest/kubernetes/kustomization.ts';
import { NO_FACTS, readFacts, readResources } from '../manifest/kubernetes/read.ts';
import type { ClaimWriter, FileFacts } from '../manifest/kubernetes/views.ts';
import { isSameSubject } from '../manifest/subject-name.ts';
import type { PlacedDocument, SourceFile, SyntaxDocument } from '../syntax/source-file.ts';

/** Other files that say something about the pods of a file. Only what has containers can be a patch that matters. */
export function filesBeside({ text }: SourceFile, uri: string): readonly string[] {
  return /\bcontainers\b/i.test(text) ? kustomizationsOf(uri) : [];
}

/** What is known about the pods of a file beside their own documents: from the others in it, and from the files beside it. */
export function factsOf(file: SourceFile, uri: string, files: ProjectFiles | undefined): FileFacts {
  const facts = factsIn(file);
  return files && isPatch(uri, filesBeside(file, uri), files) ? { ...facts, patch: true } : facts;
}

/** Whether a text may have facts: most have none of these words, and are not read for them. */
export function mayHaveFacts(text: string): boolean {
  return /\b(?:RuntimeClass|ServiceAccount|pod-security\.kubernetes\.io|claimName)\b/.test(text);
}

/** The same of a document, which stays the same object until the author types in it. */
const isSaying = oncePer(({ text }: SyntaxDocument) => mayHaveFacts(text));

function factsIn({ documents }: SourceFile): FileFacts {
  const saying = documents.filter(({ document }) => isSaying(document));
  const all = saying.map(({ document, index }) => readFacts(index, document)).filter((f) => f !== NO_FACTS);
  const writers = sharedWriters(saying);
  if (all.length === 0 && writers.length === 0) return NO_FACTS;
  return {
    runtimeClasses: all.flatMap((f) => f.runtimeClasses),
    serviceAccounts: all.flatMap((f) => f.serviceAccounts),
    namespaces: all.flatMap((f) => f.namespaces),
    claimWriters: writers,
  };
}

/** Who mounts claims in a document. */
const claimUsesIn = oncePer((document: SyntaxDocument): readonly ClaimUse[] =>
  document.text.includes('claimName') ? readResources(0, document, NO_FACTS).flatMap(({ pods }) => pods.flatMap(claimUses)) : [],
);

/** Who writes to claims that several workloads mount. */
function sharedWriters(documents: readonly PlacedDocument[]): ClaimWriter[] {
  const byClaim = new Map<string, ClaimUse[]>();
  for (const use of documents.flatMap(({ document }) => claimUsesIn(document))) {
    const key = `${use.writer.namespace ?? 'default'}/${use.writer.claim}`;
    const others = byClaim.get(key);
    if (others) others.push(use);
    else byClaim.set(key, [use]);
  }
  const shared = [...byClaim.values()].filter(([first, ...rest]) => rest.some(({ writer }) => first && !isSameSubject(writer.called, first.writer.called)));
  return shared.flat().flatMap(({ writes, writer }) => (writes ? [writer] : []));
}
