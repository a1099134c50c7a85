import type { Fix } from '../../fix/ops.ts';
import type { PodView, ResourceView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import type { Json, Site } from '../../syntax/site.ts';
import { homeOf } from '../../workspace/homes.ts';
import type { Direction } from '../../workspace/policies.ts';
import { DOORS, SERVICES } from '../../workspace/reach/doors.ts';
import type { Asked } from '../../workspace/workspace.ts';
import type { Related } from '../rule.ts';

/** A policy that denies all but what is evident, and where it goes. */
export interface Guard {
  readonly fixes: readonly Fix[];
  /** The file that it goes to, if that is another one. */
  readonly related: readonly Related[];
}

/**
 * A NetworkPolicy for one workload that denies a direction but for what the files show: for ingress the ports of its containers and Services,
 * for egress DNS and the Services that it names. It goes to the other policies of the namespace.
 */
export function guarding(direction: Direction, { ref, spot, pods }: ResourceView, workspace: Asked): Guard {
  const { kind, name, namespace = 'default' } = ref;
  const labels = labelsOf(spot.get('spec', 'selector', 'matchLabels').keys(), pods);
  if (name === undefined || Object.keys(labels).length === 0) return { fixes: [], related: [] };
  const home = workspace.ask(homeOf, 'NetworkPolicy', namespace, kind, name);
  const at: Site = home ? { ...home.site, file: home.file } : spot.get('kind').site;
  const isIn = direction === 'ingress';
  const rules: readonly Json[] = isIn
    ? workspace.ask(DOORS, namespace, kind, name).map(({ port, protocol }) => ({ ports: [{ port, protocol }] }))
    : [DNS, ...servicesNamed(namespace, pods, workspace).map(toService)];
  const value: Json = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `${name}-${direction}`, ...(ref.namespace === undefined ? {} : { namespace }) },
    spec: { podSelector: { matchLabels: labels }, policyTypes: [isIn ? 'Ingress' : 'Egress'], [direction]: rules },
  };
  const what = isIn ? 'all but the ports of its containers and Services' : 'all but DNS and the Services that it names';
  const fix: Fix = {
    title: `Deny it ${what}, by a NetworkPolicy ${home ? 'beside the others' : 'in this file'}`,
    safety: 'manual',
    condition: { word: 'if', text: isIn ? 'nobody has to reach it on another port' : 'it has to reach nothing else' },
    ops: [{ op: 'document', at, value }],
  };
  return { fixes: [fix], related: home ? [{ at, message: 'NetworkPolicies of its namespace are here' }] : [] };
}

const DNS = {
  to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } }, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
  ports: [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ],
};

function toService({ selector = {}, ports }: { readonly selector: Readonly<Record<string, string>> | undefined; readonly ports: readonly Target[] }): Json {
  return { to: [{ podSelector: { matchLabels: selector } }], ports: ports.map(({ target, protocol }) => ({ port: target, protocol })) };
}

interface Target {
  readonly target: number | string;
  readonly protocol: string;
}

/** The labels by which a workload selects its pods, with their values; all labels of the pod where it selects none. */
function labelsOf(selected: readonly string[], pods: readonly PodView[]): Readonly<Record<string, string>> {
  const known = pods[0]?.labels ?? [];
  return Object.fromEntries(selected.length > 0 ? known.filter(([key]) => selected.includes(key)) : known);
}

function servicesNamed(namespace: string, pods: readonly PodView[], workspace: Asked): readonly Parameters<typeof toService>[0][] {
  const words = wordsIn(pods);
  return workspace.ask(SERVICES, namespace).filter(({ name }) => words.has(name));
}

/** The words in the variables, commands and arguments of pods, among which the names of Services are: alone, or as a host of an address. */
function wordsIn(pods: readonly PodView[]): ReadonlySet<string> {
  const textsAt = (spot: Spot) => spot.list().items.map(({ value }) => value);
  const texts = pods.flatMap(({ containers }) =>
    containers.flatMap(({ environment, spot }) => [
      ...environment.map(({ value }) => value.value),
      ...textsAt(spot.get('command')),
      ...textsAt(spot.get('args')),
    ]),
  );
  return new Set(texts.flatMap((text) => text?.split(/[^a-z0-9-]+/i) ?? []));
}
