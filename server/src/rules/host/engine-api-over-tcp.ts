import { sandboxSteps } from '../../isolation/adjust.ts';
import { effectiveCompose } from '../../isolation/compose.ts';
import { includesPort, isPublished, onLoopback } from '../../isolation/exposure.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { repositoryOf } from '../../isolation/needs/infrastructure.ts';
import type { PortView, ServiceView } from '../../manifest/compose/views.ts';
import type { Field } from '../../manifest/field.ts';
import type { ContainerView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import { removal } from '../../remedies/basic.ts';
import type { Site } from '../../syntax/site.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const engineApiOverTcp = defineRule({
  id: 'engine-api-over-tcp',
  since: '0.1.0',
  severity: severity('critical', { TI: 'high', CI: 'high' }),
  dimensions: ['KERNEL', 'IDENTITY', 'REACH'],
  fix: 'sometimes',
  messages: {
    client: '"{name}" uses the container engine at {address} without TLS: so can whoever reaches it',
    listens: '"{name}" offers its container engine without TLS ({address}): whoever reaches it is root',
    open: '"{name}" turns TLS of its container engine off: the API is open on port 2375',
    published: '"{name}" publishes {text}: port 2375 is the Docker API without TLS',
  },
  docs: {
    title: 'Container engine API over TCP without TLS',
    risk: 'The API asks for no password: whoever reaches the port starts a privileged container and is root on that host. Worms such as Kinsing and TeamTNT look for the open port.',
    not: 'A socket proxy that allows only a few calls, on an internal network, is the way out and not reported. Docker-in-Docker on the loopback of a pod is the business of `nested-container-engine`.',
    fix: 'Removes a published port; for the rest there is no automatic fix.',
    verify: 'Use TLS with client certificates (port 2376, `DOCKER_TLS_CERTDIR: /certs`), or a Unix socket in a volume that both containers mount.',
    check: { kubernetes: 'kubectl exec NAME -- env', compose: 'docker compose port SERVICE 2375' },
  },
  standards: ['CIS Docker 1.6.0: 2.7', 'MITRE ATT&CK: T1133, T1610, T1496'],
  references: ['DIND-DOCS', 'DOCKER-SECURITY'],
  check: {
    *'kubernetes.container'(container) {
      const name = container.label;
      const listener = listenerOf(container);
      if (listener)
        yield { at: listener.site, message: 'listens', data: { name, address: listener.address }, lower: sandboxSteps(effectiveKubernetes(container)) };
      const variables = container.spot
        .get('env')
        .items()
        .map((item) => ({ key: item.get('name').text().value, value: item.get('value').text().value, site: item.get('value').site }));
      const client = clientOf(variables, []);
      if (client) yield { at: client.site, message: 'client', data: { name, address: client.address } };
    },
    *'compose.service'(service) {
      const { name } = service;
      const lower = sandboxSteps(effectiveCompose(service));
      const variables = variablesOf(service);
      const listener = listenerIn([service.spot.get('entrypoint'), service.spot.get('command')]);
      const tls = variables.find(({ key }) => key === 'DOCKER_TLS_CERTDIR');
      const ports = service.ports.filter((port) => publishesEngine(service, port));
      for (const port of ports)
        yield { at: port.at, message: 'published', data: { name, text: port.text }, lower, fixes: [removal('Remove the port', port.site)] };
      if (ports.length === 0) {
        if (listener) yield { at: listener.site, message: 'listens', data: { name, address: listener.address }, lower };
        else if (tls?.value === '' && DIND.test(service.image.value ?? '')) yield { at: tls.site, message: 'open', data: { name }, lower };
      }
      const client = clientOf(variables, []);
      // asking for all services costs every other keystroke: only where it can matter
      if (
        client &&
        clientOf(
          variables,
          service.project.services.map((other) => other.name),
        )
      )
        yield { at: client.site, message: 'client', data: { name, address: client.address } };
    },
  },
});

/** The tags of Docker's own image that start an engine. */
export const DIND = /(?:^|\/)docker:(?:[^@]*-)?dind(?:-|@|$)/;

interface Place {
  readonly site: Site;
  readonly address: string;
}

/** The argument by which a container's command makes its engine listen beyond the loopback, without TLS. */
export function listenerOf({ spot }: ContainerView): Place | undefined {
  return listenerIn([spot.get('command'), spot.get('args')]);
}

function listenerIn(commands: readonly Spot[]): Place | undefined {
  const fields = commands.flatMap((spot): Field<string>[] => (spot.type === 'scalar' ? [spot.text()] : [...spot.list().items]));
  const line = fields.map(({ value }) => value ?? '').join(' ');
  if (!/(?:^|\s)(?:-H|--host)[\s=]*["']?tcp:\/\//.test(line) || /--tls(?:verify)?\b/.test(line)) return undefined;
  for (const { value, site } of fields) {
    const address = /tcp:\/\/(?:0\.0\.0\.0|\[::\]|):2375(?!\d)/.exec(value ?? '')?.[0];
    if (address !== undefined) return { site, address };
  }
  return undefined;
}

interface Variable {
  readonly key: string | undefined;
  readonly value: string | undefined;
  readonly site: Site;
}

function variablesOf({ environment }: ServiceView): Variable[] {
  return environment.map(({ key, value }) => ({ key, value: value.value, site: value.site }));
}

/** The engine that a client is sent to, unless it is its own, a filtering proxy, or one of `neighbours`, where the engine itself is judged. */
function clientOf(variables: readonly Variable[], neighbours: readonly string[]): Place | undefined {
  if (variables.some(({ key, value }) => key === 'DOCKER_TLS_VERIFY' && value !== '')) return undefined;
  for (const { key, value, site } of variables) {
    const [, host] = /^tcp:\/\/([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]):2375\/?$/.exec((key === 'DOCKER_HOST' && value) || '') ?? [];
    if (host === undefined || /^(?:localhost|127\..*|\[::1\])$|proxy/i.test(host) || neighbours.includes(host)) continue;
    return { site, address: `${host}:2375` };
  }
  return undefined;
}

/** A published port of the Docker API. A socket proxy that passes on only questions, not orders, is no way in. */
export function publishesEngine(service: ServiceView, port: PortView): boolean {
  if (!includesPort(port.target, 2375) || !isPublished(service) || onLoopback(port)) return false;
  if (!/socket-?proxy/i.test(repositoryOf(service.image.value ?? ''))) return true;
  return variablesOf(service).some(({ key, value }) => key === 'POST' && (value === '1' || value === 'true'));
}
