import { effectiveCompose } from '../../isolation/compose.ts';
import type { EffectiveContainer } from '../../isolation/effective.ts';
import { isImage } from '../../isolation/images/names.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { runsAs } from '../../isolation/privileges.ts';
import { defineRule } from '../rule.ts';
import { sandboxSteps, severity } from '../severity.ts';

export const imageBuilderPrivileged = defineRule({
  id: 'image-builder-privileged',
  since: '0.1.0',
  severity: severity('high', { TI: 'low', CI: 'medium' }),
  dimensions: ['KERNEL', 'CAPS', 'SECRETS'],
  fix: 'never',
  messages: { builder: '"{name}" builds images {how}: what a Dockerfile runs has the same rights' },
  docs: {
    title: 'Image builder runs privileged or as root',
    risk: 'The RUN lines of a Dockerfile are code of others. kaniko runs them in its own container, as root, beside the credentials for the registry and, in Kubernetes, the token of the pod. In a privileged BuildKit a flaw of the builder is a flaw of the node.',
    not: 'Where only trusted Dockerfiles are built it is less of a concern. Rootless BuildKit needs looser seccomp and AppArmor profiles on many nodes, which is the better trade.',
    fix: 'There is no automatic fix. In Kubernetes use a pod for each build, without an API token, with `hostUsers: false` or a sandboxed RuntimeClass, and a push token that lives as long as the build. With Compose use the rootless image of BuildKit, or the builder of the engine.',
    check: { kubernetes: 'kubectl exec NAME -- id', compose: 'docker compose exec SERVICE id' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K03', 'OWASP NHI Top 10 2025: NHI2, NHI5', 'MITRE ATT&CK: T1612, T1552.001'],
  references: ['KEP-4265', 'DIND-DOCS'],
  check: {
    *'kubernetes.container'(container) {
      const effective = effectiveKubernetes(container);
      const how = weakness(container.image.value, effective);
      if (how === undefined) return;
      const lower = sandboxSteps(effective) + (effective.userNamespace.value ? 1 : 0);
      yield { at: container.image.site, message: 'builder', data: { name: container.label, how }, lower };
    },
    // container-runtime-socket-mounted reports a builder with the socket of the engine
    *'compose.service'(service) {
      const effective = effectiveCompose(service);
      const how = weakness(service.image.value, effective);
      if (how !== undefined) yield { at: service.image.site, message: 'builder', data: { name: service.name, how }, lower: sandboxSteps(effective) };
    },
  },
});

function weakness(image = '', effective: EffectiveContainer): string | undefined {
  const privileged = effective.privileged.certain && effective.privileged.value;
  if (isImage('kaniko', image)) {
    if (privileged) return 'privileged';
    const user = runsAs(effective);
    return user === 'root' || user === 'image' ? 'as root' : undefined;
  }
  if (isImage('buildkit', image)) return privileged && !/rootless/.test(image) ? 'privileged' : undefined;
  if (!isImage('rootlessBuilder', image)) return undefined;
  if (privileged) return 'privileged';
  if (effective.capabilities.value.includes('SYS_ADMIN')) return 'with SYS_ADMIN';
  return effective.seccomp.certain && effective.seccomp.value === 'Unconfined' ? 'without seccomp' : undefined;
}
