import { isKubernetes, NO_FACTS, readResources } from '../manifest/kubernetes/read.ts';
import { tooLarge } from '../manifest/too-large.ts';
import { parseFile } from '../syntax/parse.ts';
import { type Facts, factsOf } from '../workspace/facts.ts';

/**
 * What a text says of a cluster, without a judgement on it. Total: what cannot be read says nothing.
 * @param file a URI, or a path with forward slashes
 */
export function factsIn(text: string, file: string): Facts {
  const { documents } = parseFile(text);
  const resources = documents.flatMap(({ index, document }) => (isKubernetes(document) && !tooLarge(document) ? readResources(index, document, NO_FACTS) : []));
  return factsOf(resources, file);
}
