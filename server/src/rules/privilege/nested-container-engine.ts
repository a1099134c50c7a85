import { effectiveCompose } from '../../isolation/compose.ts';
import type { EffectiveContainer } from '../../isolation/effective.ts';
import { listenerOf } from '../../isolation/engine-api.ts';
import { isDockerInDocker, isImage } from '../../isolation/images/names.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import type { Field } from '../../manifest/field.ts';
import type { ContainerView, PodView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import { defineRule, type Report } from '../rule.ts';
import { sandboxSteps, severity } from '../severity.ts';

const MESSAGES = {
  engine: '"{name}" runs a container engine ({image}): whoever talks to it starts privileged containers',
  open: '"{name}" uses a container engine over plain TCP: every container of the pod can',
} as const;

export const nestedContainerEngine = defineRule({
  id: 'nested-container-engine',
  since: '0.1.0',
  severity: severity('critical', { TI: 'medium', CI: 'high' }),
  dimensions: ['KERNEL', 'CAPS', 'IDENTITY'],
  fix: 'never',
  messages: MESSAGES,
  docs: {
    title: 'Docker-in-Docker or nested engine',
    risk: 'The usual image of Docker-in-Docker needs a privileged container. A job that talks to the inner engine starts privileged containers through it and owns the node. In a pod, containers share the loopback: without TLS every sidecar can.',
    not: 'Kata Containers contain it. gVisor runs Docker with capabilities that count only in the sandbox, Sysbox runs it without privileges: under a sandbox it is reported lower.',
    fix: 'There is no automatic fix. Build with rootless BuildKit or Buildah, or run the engine under a Kata or Sysbox runtime. Keep TLS on (`DOCKER_TLS_CERTDIR: /certs`).',
    check: { kubernetes: 'kubectl exec NAME -- ps aux', compose: 'docker compose exec SERVICE ps aux' },
  },
  podSecurity: ['privileged'],
  standards: ['CIS Docker 1.6.0: 5.5', 'MITRE ATT&CK: T1611, T1610, T1612'],
  references: ['DIND-DOCS', 'GVISOR-DIND', 'KEP-4265', 'KATA-PRIV'],
  check: {
    *'kubernetes.pod'(pod) {
      for (const container of pod.containers) {
        if (isEngine(container)) yield engineReport(container.label, container.image, effectiveKubernetes(container));
      }
      yield* openPort(pod);
    },
    // engine-api-over-tcp reports an API that a service opens over TCP
    *'compose.service'(service) {
      const { name, image, spot } = service;
      const effective = effectiveCompose(service);
      const { value: privileged } = effective.privileged;
      // without the privilege Docker refuses to start one, but for its rootless image
      if (!privileged && !/rootless/.test(image.value ?? '')) return;
      if (startsEngine(image, privileged, [spot.get('entrypoint'), spot.get('command')])) yield engineReport(name, image, effective);
    },
  },
});

function isEngine({ image, privileged, spot }: ContainerView): boolean {
  return startsEngine(image, privileged.value === true, [spot.get('command')]);
}

function startsEngine(image: Field<string>, privileged: boolean, commands: readonly Spot[]): boolean {
  if (isDockerInDocker(image.value)) return true;
  if (!privileged) return false;
  const programs = commands.map((command) => command.words().items[0]?.value?.split(' ')[0]);
  return isImage('engine', image.value) || programs.some((program) => /(?:^|\/)(?:dockerd|containerd)(?:-entrypoint\.sh)?$/.test(program ?? ''));
}

function engineReport(name: string, image: Field<string>, effective: EffectiveContainer): Report<typeof MESSAGES> {
  return { at: image.site, message: 'engine', data: { name, image: image.value ?? '' }, lower: sandboxSteps(effective) };
}

/** The first place that shows an engine without TLS on the pod's loopback. */
function* openPort(pod: PodView): Iterable<Report<typeof MESSAGES>> {
  const variables = pod.containers.flatMap((container) => container.environment.map(({ key, value }) => ({ container, key, field: value })));
  const open =
    variables.find(({ container, key, field }) => isEngine(container) && key === 'DOCKER_TLS_CERTDIR' && field.value === '') ??
    variables.find(({ key, field }) => key === 'DOCKER_HOST' && /^tcp:\/\/(?:localhost|127\.0\.0\.1):2375\/?$/.test(field.value ?? ''));
  // open beyond the pod: engine-api-over-tcp says so
  if (!open || pod.containers.some((container) => listenerOf(container))) return;
  const { container, field } = open;
  yield { at: field.site, message: 'open', data: { name: container.label }, lower: sandboxSteps(effectiveKubernetes(container)) };
}
