import type { ResourceView } from '../manifest/kubernetes/views.ts';
import type { Spot } from '../manifest/spot.ts';
import { namespaceOrDefault, type Place } from './place.ts';
import { type Labels, labelsAt } from './selectors.ts';

/** One port of a Service. */
export interface ServicePort {
  readonly name: string | undefined;
  readonly number: number;
  readonly protocol: string;
  /** The port of its pods, by number or name. */
  readonly target: number | string;
}

/** A Service with pods behind it. */
export interface Service {
  readonly name: string;
  readonly namespace: string;
  /** The labels of its pods; `undefined` if it selects none. */
  readonly selector: Labels | undefined;
  readonly type: string;
  readonly ports: readonly ServicePort[];
  readonly at: Place;
}

/** Where an Ingress leads: a port of a Service, by number or name. */
export interface Backend {
  readonly service: string;
  readonly port: number | string | undefined;
}

/** An Ingress. */
export interface Ingress {
  readonly name: string;
  readonly namespace: string;
  readonly backends: readonly Backend[];
  readonly at: Place;
}

/** Reads a Service. */
export function serviceOf(resource: ResourceView, file: string): Service[] {
  const { ref, spot } = resource;
  if (ref.kind !== 'Service' || ref.name === undefined || (ref.apiVersion !== undefined && ref.apiVersion !== 'v1')) return [];
  const spec = spot.get('spec');
  const selector = labelsAt(spec.get('selector')).known;
  return [
    {
      name: ref.name,
      namespace: namespaceOrDefault(resource),
      selector: Object.keys(selector).length > 0 ? selector : undefined,
      type: spec.get('type').text().value ?? 'ClusterIP',
      ports: spec.get('ports').items().flatMap(portAt),
      at: { file, site: spot.get('metadata', 'name').site },
    },
  ];
}

function portAt(item: Spot): ServicePort[] {
  const number = item.get('port').integer().value;
  if (number === undefined) return [];
  const target = item.get('targetPort');
  return [
    {
      name: item.get('name').text().value,
      number,
      protocol: item.get('protocol').text().value ?? 'TCP',
      target: target.integer().value ?? target.text().value ?? number,
    },
  ];
}

/** Reads an Ingress, also of the versions before 1.22. */
export function ingressOf(resource: ResourceView, file: string): Ingress[] {
  const { ref, spot } = resource;
  if (ref.kind !== 'Ingress' || ref.name === undefined || !/^(?:networking\.k8s\.io|extensions)\//.test(ref.apiVersion ?? '')) return [];
  const spec = spot.get('spec');
  const paths = spec
    .get('rules')
    .items()
    .flatMap((rule) => rule.get('http', 'paths').items());
  const backends = [spec.get('defaultBackend'), spec.get('backend'), ...paths.map((path) => path.get('backend'))].flatMap(backendAt);
  return [{ name: ref.name, namespace: namespaceOrDefault(resource), backends, at: { file, site: spot.get('metadata', 'name').site } }];
}

function backendAt(backend: Spot): Backend[] {
  const service = backend.get('service', 'name').text().value ?? backend.get('serviceName').text().value;
  if (service === undefined) return [];
  const ports = [backend.get('service', 'port', 'number'), backend.get('service', 'port', 'name'), backend.get('servicePort')];
  return [{ service, port: ports.flatMap((port) => port.integer().value ?? port.text().value ?? [])[0] }];
}
