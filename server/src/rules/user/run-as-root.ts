import { effectiveCompose } from '../../isolation/compose.ts';
import { UNUSED_ID } from '../../isolation/defaults.ts';
import type { EffectiveContainer } from '../../isolation/effective.ts';
import { effectiveKubernetes, isInherited } from '../../isolation/kubernetes.ts';
import { isOrdinaryUser } from '../../isolation/needs/compose.ts';
import { runsAs } from '../../isolation/privileges.ts';
import { partOf } from '../../manifest/field.ts';
import { decided } from '../../remedies/basic.ts';
import { isSocketProxy } from '../../remedies/sockets/proxy.ts';
import { containerUser, imageUser, podUser, refusingRoot, serviceUser } from '../../remedies/users.ts';
import { defineRule } from '../rule.ts';
import { sandboxSteps, severity } from '../severity.ts';

export const runAsRoot = defineRule({
  id: 'run-as-root',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium' }),
  dimensions: ['USER', 'CAPS'],
  fix: 'always',
  missing: { label: 'non-root user', leaves: 'root in the container, when the image says so' },
  messages: {
    root: '"{name}" runs as root ({text}): a flaw in the runtime or kernel is used as root',
    image: '"{name}" may run as root: the image decides',
    refused: '"{name}" will not start: {text} is root, and runAsNonRoot refuses root',
    unverified: '"{name}" runs as {text}, but nothing refuses to start it as root',
  },
  docs: {
    title: 'Container runs, or may run, as root',
    risk: 'Without a user namespace, root in the container is root on the host: every flaw of the runtime or kernel and every writable mount is used as root. CVE-2019-5736 and the runc flaws of November 2025 start from there.',
    not: 'Root without capabilities, with no_new_privs and seccomp is far from a privileged container, and in a user namespace (`hostUsers: false`) it is nobody on the host. Where nothing is written, the USER of the image decides, and that may be an ordinary user. A user that is known not to be root is for information only: `runAsNonRoot` has the kubelet verify it, and Pod Security *restricted* asks for it.',
    fix: `Runs the container as the user that the image is known to work as, else as user and group ${UNUSED_ID}, and, in Kubernetes, refuses to start it as root. Volumes that it claims are given to its group with \`fsGroup\`. Where something speaks for root (the socket of the engine, PUID, a VPN, files that root wrote), the fix is for you to choose.`,
    verify:
      'Existing volumes may belong to root, some entrypoints change owners first, and ports below 1024 may need a setting. If the image is unknown, check also that it works as another user.',
    check: {
      kubernetes: "kubectl exec NAME -- id; kubectl get pod NAME -o jsonpath='{.status.containerStatuses[*].user}'",
      compose: 'docker compose exec SERVICE id',
    },
  },
  podSecurity: ['runAsNonRoot', 'runAsUser'],
  standards: ['CIS Kubernetes 1.12: 5.2.7', 'CIS Docker 1.6.0: 4.1', 'OWASP Kubernetes Top Ten 2025: K01', 'NIST SP 800-53: AC-6', 'MITRE ATT&CK: T1611'],
  references: ['SECCTX', 'PSS', 'PSA-USERNS', 'KEP-127', 'RUNC-CHANGELOG'],
  check: {
    *'kubernetes.pod'(pod) {
      if (pod.windows || pod.runAsUser.value !== 0 || !isInherited(pod, (container) => container.runAsUser)) return;
      const owners = pod.containers.filter((container) => container.runAsUser.value === undefined);
      const heirs = owners.map((container) => effectiveKubernetes(container));
      const first = heirs.find((effective) => runsAs(effective) === 'root');
      const refused = !first && pod.runAsNonRoot.value === true && heirs.some(({ nonRootEnforced }) => nonRootEnforced.value);
      if (!first && !refused && (heirs.length > 0 || pod.runAsNonRoot.value === true)) return;
      const at = pod.runAsUser.site;
      yield {
        at,
        message: refused ? 'refused' : 'root',
        data: { name: pod.label, text: 'runAsUser: 0' },
        ...(refused ? { atMost: 'medium' } : { lower: first ? reduction(first) : 0 }),
        fixes: () => [refused ? podUser(pod, owners) : decided(podUser(pod, owners))],
      };
    },
    *'kubernetes.container'(container) {
      const effective = effectiveKubernetes(container);
      const name = container.label;
      const verified = refusingRoot(container, effective);
      const unverified = { at: container.runAsNonRoot.site, anchor: container.anchor, message: 'unverified', atMost: 'info' } as const;
      if (verified) {
        const { text, ...fix } = verified;
        yield { ...unverified, data: { name, text }, fixes: [fix] };
        return;
      }
      if (container.pod.windows) return;
      const user = runsAs(effective);
      const lower = reduction(effective);
      const written = container.runAsNonRoot.value === false;
      const fixes = () => [containerUser(container)];
      const image = written ? undefined : imageUser(container);
      if (user === 'non-root' && effective.user.value === 0 && effective.user.source === 'container') {
        yield { at: container.runAsUser.site, message: 'refused', data: { name, text: 'runAsUser: 0' }, atMost: 'medium', fixes };
      } else if (user === 'root' && container.runAsUser.value === 0) {
        yield { at: container.runAsUser.site, message: 'root', data: { name, text: 'runAsUser: 0' }, lower, fixes: () => [decided(containerUser(container))] };
      } else if (user === 'image' && image !== undefined) {
        yield { ...unverified, data: { name, text: image }, fixes };
      } else if (user === 'image') {
        const shown = written ? { fixes: () => [decided(containerUser(container))] } : { anchor: container.anchor, fixes };
        yield { at: container.runAsNonRoot.site, message: 'image', data: { name }, lower, atMost: 'medium', ...shown };
      }
    },
    *'compose.service'(service) {
      // its purpose is a socket that belongs to root and makes it root anyway
      if (isSocketProxy(service)) return;
      const effective = effectiveCompose(service);
      const user = runsAs(effective);
      const at = service.user.site;
      const lower = reduction(effective);
      const name = service.name;
      if (user === 'root')
        yield { at, message: 'root', data: { name, text: `user: ${service.user.text}` }, lower, fixes: () => [decided(serviceUser(service))] };
      else if (user === 'image' && !isOrdinaryUser(service))
        yield { at, anchor: partOf(service.site, 'key'), message: 'image', data: { name }, lower, atMost: 'medium', fixes: () => [serviceUser(service)] };
    },
  },
});

function reduction(effective: EffectiveContainer): number {
  return sandboxSteps(effective) + (effective.userNamespace.value ? 2 : 0);
}
