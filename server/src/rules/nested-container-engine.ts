import { sandboxSteps } from '../isolation/adjust.ts';
import { repositoryOf } from '../isolation/infrastructure.ts';
import { effectiveKubernetes } from '../isolation/kubernetes.ts';
import type { ContainerView, PodView } from '../manifest/kubernetes/views.ts';
import { DIND, listenerOf } from './engine-api-over-tcp.ts';
import { podExample } from './example-base.ts';
import { defineRule, type Report } from './rule.ts';
import { severity } from './severity.ts';

export const nestedContainerEngine = defineRule({
  id: 'nested-container-engine',
  since: '0.1.0',
  severity: severity('medium', 'critical', 'critical', 'critical', 'high', 'critical'),
  dimensions: ['KERNEL', 'CAPS', 'IDENTITY'],
  fix: 'never',
  messages: {
    engine: '"{name}" runs a container engine ({image}): whoever talks to it starts privileged containers',
    open: '"{name}" uses a container engine over plain TCP: every container of the pod can',
  },
  docs: {
    title: 'Docker-in-Docker or nested engine',
    risk: 'The usual image of Docker-in-Docker needs a privileged container. A job that talks to the inner engine starts privileged containers through it and owns the node. Containers of a pod share the loopback: without TLS every sidecar can.',
    not: 'Kata Containers contain it. gVisor runs Docker with capabilities that count only in the sandbox, Sysbox runs it without privileges: under a sandbox it is reported lower.',
    fix: 'There is no automatic fix. Build with rootless BuildKit or Buildah, or run the engine under a Kata or Sysbox RuntimeClass. Keep TLS on (`DOCKER_TLS_CERTDIR: /certs`).',
    check: { kubernetes: 'kubectl exec NAME -- ps aux' },
  },
  standards: ['PSS Baseline: Privileged Containers', 'CIS Docker 1.6.0: 5.5', 'MITRE ATT&CK: T1611, T1610, T1612'],
  references: ['DIND-DOCS', 'GVISOR-DIND', 'KEP-4265', 'KATA-PRIV'],
  examples: [
    {
      dialect: 'kubernetes',
      bad: podExample({ image: 'docker:27-dind' }),
    },
  ],
  check: {
    *'kubernetes.pod'(pod) {
      for (const container of pod.containers) if (isEngine(container)) yield engineReport(container);
      yield* openPort(pod);
    },
  },
});

/** Images that start containers when they are privileged. */
const PRIVILEGED_ENGINES = /(?:^|\/)(?:podman|podman\/stable|kindest\/node|rancher\/k3s|k3s|k3d)$/;

function isEngine(container: ContainerView): boolean {
  const image = container.image.value ?? '';
  if (DIND.test(image)) return true;
  if (container.privileged.value !== true) return false;
  const [command] = container.spot.get('command').items();
  return PRIVILEGED_ENGINES.test(repositoryOf(image)) || /(?:^|\/)(?:dockerd|containerd)(?:-entrypoint\.sh)?$/.test(command?.text().value ?? '');
}

function engineReport(container: ContainerView): Report {
  const image = container.image.value ?? '';
  return {
    at: container.image.site,
    message: 'engine',
    data: { name: container.label, image },
    lower: sandboxSteps(effectiveKubernetes(container)),
  };
}

/** The first place that shows an engine without TLS on the pod's loopback. */
function* openPort(pod: PodView): Iterable<Report> {
  // open beyond the pod: engine-api-over-tcp says so
  if (pod.containers.some((container) => listenerOf(container))) return;
  const variables = pod.containers.flatMap((container) =>
    container.spot
      .get('env')
      .items()
      .map((variable) => ({ container, name: variable.get('name').text().value, field: variable.get('value').text() })),
  );
  const open =
    variables.find(({ container, name, field }) => isEngine(container) && name === 'DOCKER_TLS_CERTDIR' && field.value === '') ??
    variables.find(({ name, field }) => name === 'DOCKER_HOST' && /^tcp:\/\/(?:localhost|127\.0\.0\.1):2375\/?$/.test(field.value ?? ''));
  if (!open) return;
  const { container, field } = open;
  yield { at: field.site, message: 'open', data: { name: container.label }, lower: sandboxSteps(effectiveKubernetes(container)) };
}
