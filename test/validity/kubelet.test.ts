import { expect, test } from 'vitest';
import { NO_FACTS, readResources } from '../../server/src/manifest/kubernetes/read.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import { kubeletRefusals } from '../../server/src/validity/kubelet.ts';

/** What a kubelet would say of a pod that is user 0 and must not be root, by the `securityContext` of its container. */
function refusals(own: string): string[] {
  const text = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  securityContext: { runAsUser: 0, runAsNonRoot: true }
  containers:
    - name: web
      image: example/web:1
      securityContext: ${own}
`;
  const [placed] = parseFile(text).documents;
  const [resource] = placed ? readResources(0, placed.document, NO_FACTS) : [];
  return resource?.pods.flatMap(kubeletRefusals) ?? ['no pod'];
}

const REFUSED = ['web must not run as root (runAsNonRoot), and its user is 0'];

test.each([
  ['{}', REFUSED],
  ['{ runAsUser: null }', REFUSED],
  ['{ runAsUser: 1000 }', []],
  ['{ runAsNonRoot: false }', []],
  // a template decides: nobody knows
  ['{ runAsUser: {{ .Values.uid }} }', []],
  ['{ runAsNonRoot: {{ .Values.nonRoot }} }', []],
  ['\n        {{- toYaml .Values.context | nindent 8 }}', []],
])('a container with %s', (own, expected) => {
  expect(refusals(own)).toEqual(expected);
});
