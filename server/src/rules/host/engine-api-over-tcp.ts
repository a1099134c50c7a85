import { effectiveCompose } from '../../isolation/compose.ts';
import { engineOf, listenerIn, listenerOf, publishesEngine, variablesOf } from '../../isolation/engine-api.ts';
import { isDockerInDocker } from '../../isolation/images/names.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { removal } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { sandboxSteps, severity } from '../severity.ts';

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
    not: 'A socket proxy that allows only a few calls, on an internal network, is the way out and not reported. In a pod, Docker-in-Docker on the loopback is the business of `nested-container-engine`.',
    fix: 'Removes a published port; for the rest there is no automatic fix.',
    verify: 'Use TLS with client certificates (port 2376, `DOCKER_TLS_CERTDIR: /certs`), or a Unix socket in a volume that both containers mount.',
    check: { kubernetes: 'kubectl exec NAME -- env | grep DOCKER_HOST', compose: 'docker compose port SERVICE 2375' },
  },
  standards: ['CIS Docker 1.6.0: 2.7', 'MITRE ATT&CK: T1133, T1610, T1496'],
  references: ['DIND-DOCS', 'DOCKER-SECURITY'],
  check: {
    *'kubernetes.container'(container) {
      const name = container.label;
      const listener = listenerOf(container);
      if (listener)
        yield { at: listener.site, message: 'listens', data: { name, address: listener.address }, lower: sandboxSteps(effectiveKubernetes(container)) };
      const client = engineOf(variablesOf(container), []);
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
        else if (tls?.value === '' && isDockerInDocker(service.image.value)) yield { at: tls.site, message: 'open', data: { name }, lower };
      }
      const client = engineOf(variables, []);
      // asking for all services costs every other keystroke: only where it can matter
      if (
        client &&
        engineOf(
          variables,
          service.project.services.map((other) => other.name),
        )
      )
        yield { at: client.site, message: 'client', data: { name, address: client.address } };
    },
  },
});
