import type { ApiPod, Container } from '../pod.ts';
import { duplicate, forbidden, invalid, label, type Named, notFound, type Refusal, required, supported, within } from '../refusal.ts';

/** Names and images of containers. Source: validateContainers, validateInitContainers and validateEphemeralContainers of core/v1. */
export function* names({ spec, containers }: ApiPod): Iterable<Refusal> {
  const list = spec.get('containers');
  if (list.unset || (list.spot.type === 'seq' && list.items().length === 0 && !list.spot.open)) yield required(list);
  const seen = new Set<string>();
  // the API server visits `containers` first: so an init container with the same name is the duplicate
  for (const kind of ['containers', 'initContainers', 'ephemeralContainers'])
    for (const { at } of containers.filter((one) => one.list === kind)) {
      const name = at.get('name');
      if (name.unset || name.text === '') yield required(name);
      else if (name.text !== undefined) {
        yield* label(name, name.text);
        if (seen.has(name.text)) yield duplicate(name, name.text);
        seen.add(name.text);
      }
      const image = at.get('image');
      if (image.unset || image.text === '') yield required(image);
    }
}

/** Ports of containers, and conflicts of host ports. Source: validateContainerPorts and checkHostPortConflicts of core/v1. */
export function* ports({ itself, spec, containers }: ApiPod): Iterable<Refusal> {
  const taken = new Set<string>();
  for (const { list, at } of containers) {
    if (list !== 'containers') taken.clear();
    const named = new Set<string>();
    for (const port of at.get('ports').maps()) {
      yield* portName(port.get('name'), named);
      const [own, host] = [port.get('containerPort'), port.get('hostPort')];
      if (own.unset || own.number === 0) yield required(own);
      else yield* within(own, 1, 65535);
      if (host.number !== 0) yield* within(host, 1, 65535);
      const protocol = port.get('protocol');
      yield* supported(protocol, ['SCTP', 'TCP', 'UDP']);
      // in a Pod with the network of the node, the API server sets missing host ports
      const filled = itself && list !== 'ephemeralContainers' && spec.get('hostNetwork').flag ? host.number || own.number : host.number;
      const ip = port.get('hostIP');
      if (!filled || list === 'ephemeralContainers' || (!protocol.unset && protocol.text === undefined) || (!ip.unset && ip.text === undefined)) continue;
      const key = `${protocol.text ?? 'TCP'}/${ip.text ?? ''}/${filled}`;
      // the API server names every init container as if it were the first
      if (taken.has(key)) yield duplicate(list === 'containers' ? host : host.as(host.name.replace(/initContainers\[\d+\]/, 'initContainers[0]')), key);
      taken.add(key);
    }
    if (list !== 'containers') taken.clear();
  }
}

function* portName(at: Named, named: Set<string>): Iterable<Refusal> {
  const name = at.text;
  if (!name) return;
  const wrong = [
    ...(name.length > 15 ? ['must be no more than 15 characters'] : []),
    ...(/^[-a-z0-9]+$/.test(name) ? [] : ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']),
    ...(/[a-z]/.test(name) ? [] : ['must contain at least one letter (a-z)']),
    ...(name.includes('--') ? ['must not contain consecutive hyphens'] : []),
    ...(/^-|-$/.test(name) ? ['must not begin or end with a hyphen'] : []),
  ];
  for (const why of wrong) yield invalid(at, name, why);
  if (wrong.length === 0 && named.has(name)) yield duplicate(at, name);
  if (wrong.length === 0) named.add(name);
}

const PROBES = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'];

/** The fields that init and ephemeral containers must not have. Source: validateInitContainers and validateEphemeralContainers of core/v1. */
export function* limitedContainers({ itself, spec, containers }: ApiPod): Iterable<Refusal> {
  const ephemeral = containers.filter(({ list }) => list === 'ephemeralContainers');
  const others = containers.filter((one) => !ephemeral.includes(one)).map(({ at }) => at.get('name').text);
  if (ephemeral.length > 0)
    yield forbidden(spec.get('ephemeralContainers'), itself ? 'cannot be set on create' : 'ephemeral containers not allowed in pod template');
  for (const one of containers) if (one.list === 'initContainers') yield* initContainer(one);
  for (const { at } of ephemeral) {
    const target = at.get('targetContainerName');
    if (target.text && !others.includes(target.text) && !others.includes(undefined)) yield notFound(target, target.text);
    for (const field of [...PROBES, 'ports', 'resources']) {
      const spot = at.get(field);
      // an empty field is as good as none, except for fields that are pointers in Go
      const empty = (field === 'resources' && spot.spot.keys().length === 0) || (field === 'ports' && spot.spot.type !== 'seq');
      if (spot.set && !empty) yield forbidden(spot, 'cannot be set for an Ephemeral Container');
    }
    for (const mount of at.get('volumeMounts').maps())
      for (const field of ['subPath', 'subPathExpr']) if (mount.get(field).text) yield forbidden(mount.get(field), 'cannot be set for an Ephemeral Container');
  }
}

function* initContainer({ at }: Container): Iterable<Refusal> {
  const policy = at.get('restartPolicy');
  if (policy.text === 'Always' || !(policy.unset || policy.text !== undefined)) return;
  for (const field of PROBES) if (at.get(field).set) yield forbidden(at.get(field), 'may not be set for init containers without restartPolicy=Always');
}
