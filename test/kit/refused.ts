import { readSettings } from '../../server/src/config/settings.ts';
import { NO_FACTS, readResources } from '../../server/src/manifest/kubernetes/read.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import type { PlacedDocument, SyntaxDocument } from '../../server/src/syntax/source-file.ts';
import { evaluateApi } from '../../server/src/validity/api/evaluate.ts';

/** N of the default target Kubernetes 1.N. */
const MINOR = Number(readSettings({}).settings.kubernetesVersion.replace(/^1\./, ''));

/** The refusals of the API server or the kubelet in the workloads of a document, in words. */
function refusedIn({ document, index }: PlacedDocument): string[] {
  return readResources(index, document, NO_FACTS).flatMap(({ ref, pods }) =>
    pods.flatMap((pod) => {
      const words = evaluateApi({ ref, ...pod.spots }, MINOR)?.refusals.map(({ message }) => message) ?? [];
      // verifyRunAsNonRoot in pkg/kubelet/kuberuntime/security_context_others.go
      const rootless = pod.containers.filter(
        ({ runAsNonRoot, runAsUser }) => (runAsNonRoot.value ?? pod.runAsNonRoot.value) && (runAsUser.value ?? pod.runAsUser.value) === 0,
      );
      return [...words, ...rootless.map(({ label }) => `runAsNonRoot, and user 0 (${label})`)];
    }),
  );
}

/**
 * Returns a function that gives the refusals after a change that did not exist before it, each with its document. A document that the change
 * leaves alone is not read again, and no document is judged twice.
 */
export function newlyRefused(before: string): (after: string) => string[] {
  const judged = new Map<SyntaxDocument, readonly string[]>();
  const refused = (placed: PlacedDocument) => {
    const words = judged.get(placed.document) ?? refusedIn(placed);
    judged.set(placed.document, words);
    return words.map((one) => `${placed.index}: ${one}`);
  };
  const previous = parseFile(before);
  const known = new Set(previous.documents.flatMap(refused));
  return (after) =>
    parseFile(after, { previous })
      .documents.flatMap(refused)
      .filter((one) => !known.has(one));
}
