import type { SyntaxDocument } from '../../syntax/source-file.ts';
import { type Field, isUnset } from '../field.ts';
import { expressionScalars, kubernetesScalars } from '../scalars.ts';
import { Spot } from '../spot.ts';
import { podPlaces, rightApiVersion } from './kinds.ts';
import { amountsAt, limitRangeAt, quotaAt, quotasIn, rangesIn } from './limits.ts';
import { selectsWindows } from './nodes.ts';
import { readPods, readStructuralPods } from './pods.ts';
import { podLikePaths } from './structure.ts';
import type { Automount, FileFacts, NamespacePolicy, ResourceRef, ResourceView, RuntimeClassFact } from './views.ts';

/** The facts of a file that has none of the objects in {@link FileFacts}. */
export const NO_FACTS: FileFacts = { runtimeClasses: [], serviceAccounts: [], namespaces: [], claimWriters: [], limitRanges: [], quotas: [] };

/** A kind of kro, whose templates are objects of their own, with `${…}` wherever a value may stand. */
const GRAPH = 'ResourceGraphDefinition';

const ENFORCE = 'pod-security.kubernetes.io/enforce';

/**
 * The Kubernetes objects of a document; a `List` gives each of its items. Empty if the document has no `kind`.
 * @param index the zero-based index of the document in its file
 */
export function readResources(index: number, document: SyntaxDocument, facts: FileFacts): ResourceView[] {
  const root = Spot.root(index, document, kubernetesScalars);
  const read = root.get('kind').text().value === GRAPH ? Spot.root(index, document, expressionScalars) : root;
  return objects(read, 0).map((object) => readResource(object, facts));
}

/**
 * The facts that the objects of a document contribute; those about pods are left out.
 * @param file where their places are
 */
export function readFacts(index: number, document: SyntaxDocument, file: string): FileFacts {
  const runtimeClasses: RuntimeClassFact[] = [];
  const serviceAccounts: FileFacts['serviceAccounts'][number][] = [];
  const namespaces: NamespacePolicy[] = [];
  const limitRanges: FileFacts['limitRanges'][number][] = [];
  const quotas: FileFacts['quotas'][number][] = [];
  for (const { spot, kind } of objects(Spot.root(index, document, kubernetesScalars), 0)) {
    const name = spot.get('metadata', 'name').text().value;
    if (kind === 'ServiceAccount')
      serviceAccounts.push({
        name,
        namespace: spot.get('metadata', 'namespace').text().value,
        automount: automountOf(spot.get('automountServiceAccountToken').boolean()),
      });
    if (name === undefined) continue;
    if (kind === 'RuntimeClass') {
      const windows = selectsWindows(spot.get('scheduling', 'nodeSelector'));
      const overhead = spot.get('overhead', 'podFixed');
      runtimeClasses.push({
        name,
        handler: spot.get('handler').text().value,
        windows,
        overhead: overhead.type === 'map' ? amountsAt(overhead) : undefined,
        nodeSelector: amountsAt(spot.get('scheduling', 'nodeSelector')),
        at: { ...spot.get('metadata', 'name').site, file },
      });
    }
    if (kind === 'LimitRange') limitRanges.push(...limitRangeAt(spot, file));
    if (kind === 'ResourceQuota') quotas.push(...quotaAt(spot, file));
    if (kind === 'Namespace') {
      const labels = spot.get('metadata', 'labels');
      const enforced = labels.get(ENFORCE).text();
      const level = enforced.value;
      const version = labels.get(`${ENFORCE}-version`).text();
      if (level !== undefined && version.state !== 'unknown')
        namespaces.push({ name, level, version: version.value ?? 'latest', at: { ...enforced.site, file } });
    }
  }
  const found = [runtimeClasses, serviceAccounts, namespaces, limitRanges, quotas];
  return found.every((list) => list.length === 0) ? NO_FACTS : { ...NO_FACTS, runtimeClasses, serviceAccounts, namespaces, limitRanges, quotas };
}

function automountOf(field: Field<boolean>): Automount {
  return field.value ?? (isUnset(field) ? 'unset' : 'unknown');
}

/** Whether a document looks like a Kubernetes object. */
export function isKubernetes(document: SyntaxDocument): boolean {
  const root = Spot.root(0, document, kubernetesScalars);
  return root.get('kind').type === 'scalar' && ['apiVersion', 'metadata', 'spec', 'template', 'items'].some((key) => root.get(key).written);
}

/** An object, and what it is. */
interface Typed {
  readonly spot: Spot;
  readonly kind: string | undefined;
  readonly apiVersion: string | undefined;
}

/**
 * The objects at a place. The items of a list of one kind, such as `PodList`, need not say theirs. Source: apimachinery, `decodeToList` of
 * the unstructured scheme, which kubectl reads with.
 * @param list what the list around it says of its items
 */
function objects(spot: Spot, depth: number, list?: Pick<Typed, 'kind' | 'apiVersion'>): Typed[] {
  const written = spot.get('kind').text();
  const implied = written.state === 'absent' && spot.type === 'map' ? list?.kind : undefined;
  if (implied === undefined && (written.state === 'absent' || written.state === 'invalid')) return [];
  const kind = implied ?? written.value;
  const apiVersion = spot.get('apiVersion').text().value ?? (implied === undefined ? undefined : list?.apiVersion);
  const items = spot.get('items');
  if (kind?.endsWith('List') && items.type === 'seq') {
    const [, itemKind = ''] = /^(.*)List$/.exec(kind) ?? [];
    return depth > 4 ? [] : items.items().flatMap((item) => objects(item, depth + 1, itemKind === '' ? undefined : { kind: itemKind, apiVersion }));
  }
  const own = { spot, kind, apiVersion };
  if (kind !== GRAPH) return [own];
  const templates = spot.get('spec', 'resources').items();
  return depth > 4 ? [] : [own, ...templates.flatMap((item) => objects(item.get('template'), depth + 1))];
}

function readResource({ spot, kind = '', apiVersion: written }: Typed, facts: FileFacts): ResourceView {
  // a kind of Kubernetes under another of its groups is read as what is meant
  const apiVersion = written === undefined ? undefined : (rightApiVersion(kind, written) ?? written);
  const ref: ResourceRef = { apiVersion, kind, name: spot.get('metadata', 'name').text().value, namespace: spot.get('metadata', 'namespace').text().value };
  const places = podPlaces(kind, apiVersion);
  const pods = places === 'unknown' ? readStructuralPods(ref, spot, podLikePaths(spot), facts) : readPods(ref, spot, places, facts);
  return { ref, site: spot.site, spot, pods, namespacePolicy: policyOf(ref.namespace, facts), ...limitsOf(ref, facts) };
}

/** The limits of the namespace of an object. Those that name none may well be for one that is declared: a Kustomization or `-n` puts them there. */
function limitsOf({ kind, name, namespace }: ResourceRef, { limitRanges, quotas }: FileFacts): Pick<ResourceView, 'limitRanges' | 'quotas'> {
  if (kind !== 'Namespace') return { limitRanges: rangesIn(limitRanges, namespace), quotas: quotasIn(quotas, namespace) };
  const perhaps = <T extends { readonly namespace: string | undefined }>(all: readonly T[]) => all.filter((one) => (one.namespace ?? name) === name);
  return { limitRanges: perhaps(limitRanges), quotas: perhaps(quotas) };
}

/** The level of a namespace; `undefined` where several objects of its name differ. */
function policyOf(namespace = 'default', { namespaces }: FileFacts): NamespacePolicy | undefined {
  const [first, ...others] = namespaces.filter(({ name }) => name === namespace);
  return others.every(({ level, version }) => level === first?.level && version === first.version) ? first : undefined;
}
