import { NO_FACTS, readResources } from '../../server/src/manifest/kubernetes/read.ts';
import { kubernetesScalars } from '../../server/src/manifest/scalars.ts';
import { Spot } from '../../server/src/manifest/spot.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import type { SyntaxDocument } from '../../server/src/syntax/source-file.ts';
import type { PodSpots } from '../../server/src/validity/pod-security/pod.ts';
import { type PolicyVersion, parseVersion } from '../../server/src/validity/pod-security/version.ts';

function documentOf(text: string): SyntaxDocument {
  const document = parseFile(text).documents[0]?.document;
  if (!document) throw new Error('the text has no document');
  return document;
}

/** The pod of a manifest, as the engine finds it. */
export function podOf(text: string): PodSpots {
  const pod = readResources(0, documentOf(text), NO_FACTS)[0]?.pods[0];
  if (!pod) throw new Error('the text has no pod');
  return { kind: pod.ref.kind, ...pod.spots };
}

/** The pod of a JSON object, even if it is incomplete. */
export function jsonPod(pod: { readonly kind?: string; readonly metadata?: unknown; readonly spec: unknown }): PodSpots {
  const root = Spot.root(0, documentOf(JSON.stringify(pod)), kubernetesScalars);
  return { kind: pod.kind ?? 'Pod', metadata: root.get('metadata'), spec: root.get('spec') };
}

export function v(minor: number): PolicyVersion {
  const parsed = parseVersion(`v1.${minor}`);
  if (!parsed.ok) throw new Error(parsed.why);
  return parsed.version;
}
