import { readSettings } from '../../server/src/config/settings.ts';
import { NO_FACTS, readResources } from '../../server/src/manifest/kubernetes/read.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import { evaluateApi } from '../../server/src/validity/api/evaluate.ts';

/** N of the default target Kubernetes 1.N. */
const MINOR = Number(readSettings({}).settings.kubernetesVersion.replace(/^1\./, ''));

/** The refusals of the API server or the kubelet in the workloads of a text, each with its document and words. */
export function refused(text: string): string[] {
  return parseFile(text).documents.flatMap(({ document, index }) =>
    readResources(index, document, NO_FACTS).flatMap(({ ref, pods }) =>
      pods.flatMap((pod) => {
        const words = evaluateApi({ ref, ...pod.spots }, MINOR)?.refusals.map(({ message }) => message) ?? [];
        // verifyRunAsNonRoot in pkg/kubelet/kuberuntime/security_context_others.go
        const rootless = pod.containers.filter(
          ({ runAsNonRoot, runAsUser }) => (runAsNonRoot.value ?? pod.runAsNonRoot.value) && (runAsUser.value ?? pod.runAsUser.value) === 0,
        );
        return [...words, ...rootless.map(({ label }) => `runAsNonRoot, and user 0 (${label})`)].map((words) => `${index}: ${words}`);
      }),
    ),
  );
}

/** The refusals after a change that did not exist before. */
export function newlyRefused(before: string, after: string): string[] {
  const known = new Set(refused(before));
  return refused(after).filter((one) => !known.has(one));
}
