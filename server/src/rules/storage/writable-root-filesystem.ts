import type { Fix, PathOp } from '../../fix/ops.ts';
import { containerImage, serviceImage } from '../../isolation/images/use.ts';
import { needsPrivilege as serviceNeedsPrivilege, serviceRootReason } from '../../isolation/needs/compose.ts';
import { containerRootReason, needsPrivilege } from '../../isolation/needs/kubernetes.ts';
import type { ServiceView } from '../../manifest/compose/views.ts';
import { isUnset, partOf } from '../../manifest/field.ts';
import type { ContainerView } from '../../manifest/kubernetes/views.ts';
import { decided } from '../../remedies/basic.ts';
import { readOnlyPlan, scratchInPod } from '../../remedies/images.ts';
import {
  installsPackages,
  namedByContainer,
  namedByService,
  READ_ONLY,
  readOnlyWords,
  scratchInService,
  scratchOfContainer,
  scratchOfService,
  sizeCondition,
} from '../../remedies/scratch.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const writableRootFilesystem = defineRule({
  id: 'writable-root-filesystem',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', CI: 'low' }),
  dimensions: ['MNT'],
  // where nothing else can be written, a volume is the place that is left for programs
  parts: ['writable-volume-executable'],
  fix: 'always',
  missing: { label: 'read-only root filesystem', leaves: 'an intruder can change its programs' },
  messages: {
    missing: '"{name}" can write its root filesystem: an intruder changes its programs',
    explicit: '"{name}" sets {text}, so an intruder changes its programs',
  },
  docs: {
    title: 'Container root filesystem is writable',
    risk: 'An attacker leaves tools behind, changes the code of the application or fills the disk of the host. A read-only root stops that step and makes changes stand out.',
    not: 'It does not stop attacks that stay in memory, nor programs that are started from a writable volume.',
    fix: 'Makes the root filesystem read-only, and mounts an emptyDir or tmpfs where the image is known to write scratch files, or where the command says that it logs or has its sockets.',
    verify: 'If the image is unknown, only /tmp is mounted, and /run for s6-overlay: check where else the program writes, usually caches.',
    verifyIn: { compose: 'Check that it runs nothing from there: Java, .NET and others unpack libraries into /tmp, whose entry then needs `exec`.' },
    remark:
      'An emptyDir hides what the image has at that path. In Compose, secrets and configs from `environment` or `content` do not work in a read-only service, and tmpfs does not run programs.',
    check: {
      kubernetes: "kubectl exec NAME -- grep ' / ' /proc/self/mountinfo",
      compose: "docker compose exec SERVICE grep ' / ' /proc/self/mountinfo",
    },
  },
  standards: ['CIS Kubernetes 1.12: 5.6.3', 'CIS Docker 1.6.0: 5.13', 'OWASP Kubernetes Top Ten 2025: K01', 'NIST SP 800-190: 4.4.4', 'MITRE ATT&CK: T1525'],
  references: ['SECCTX', 'COMPOSE-SECRETS', 'MOBY-TMPFS'],
  check: {
    *'kubernetes.container'(container) {
      const field = container.readOnlyRootFilesystem;
      if (container.pod.windows) return;
      const name = container.label;
      if (field.value === false) {
        const data = { name, text: 'readOnlyRootFilesystem: false' };
        yield { at: field.site, message: 'explicit', data, fixes: () => [decided(podFix(container))] };
      } else if (isUnset(field)) yield { at: field.site, anchor: container.anchor, message: 'missing', data: { name }, fixes: () => [podFix(container)] };
    },
    *'compose.service'(service) {
      const field = service.readOnly;
      const name = service.name;
      if (field.value === false)
        yield { at: field.site, message: 'explicit', data: { name, text: 'read_only: false' }, fixes: () => [decided(composeFix(service))] };
      else if (isUnset(field))
        yield { at: field.site, anchor: partOf(service.site, 'key'), message: 'missing', data: { name }, fixes: () => [composeFix(service)] };
    },
  },
});

const INSTALLS = { title: READ_ONLY, objection: 'its command installs packages there', safety: 'manual', breaks: true } as const;

function podFix(container: ContainerView): Fix {
  const plan = readOnlyPlan(containerImage(container));
  const usual = plan?.scratch ?? scratchOfContainer(container);
  const named = namedByContainer(container, usual);
  const scratch = [...usual, ...named.scratch];
  const set: PathOp = { op: 'set', at: container.readOnlyRootFilesystem.site, value: true };
  const ops: [PathOp, ...PathOp[]] = [set, ...scratchInPod(container, scratch)];
  if (installsPackages(container.spot.get('command'), container.spot.get('args'))) return { ...INSTALLS, ops };
  // without a volume there it fails; an unknown entrypoint may prepare files as root
  const manual = named.missing.length > 0 || (plan ? plan.missing.length > 0 || needsPrivilege(container) : containerRootReason(container) !== undefined);
  return { ...readOnlyWords(plan, scratch, named), safety: manual ? 'manual' : (plan?.safety ?? 'review'), ops };
}

function composeFix(service: ServiceView): Fix {
  const plan = readOnlyPlan(serviceImage(service));
  const usual = plan?.scratch ?? scratchOfService(service);
  const named = namedByService(service, usual);
  const scratch = [...usual, ...named.scratch];
  const room = sizeCondition(service, scratch);
  const words = readOnlyWords(plan, scratch, named, room);
  if (service.useApiSocket.value === true)
    return { ...words, safety: 'review', blocked: 'remove use_api_socket first: Compose refuses it in a read-only service' };
  const { secrets, configs } = service.project;
  const granted = [
    ...service.secrets.map(({ name }) => ({ name, spot: secrets.get(name) })),
    ...service.configs.map(({ name }) => ({ name, spot: configs.get(name) })),
  ];
  const inline = granted.find(({ spot }) => spot.get('environment').written || spot.get('content').written);
  if (inline) return { ...words, safety: 'review', blocked: `give "${inline.name}" a file first: Compose refuses its content in a read-only service` };
  const unseen = granted.some(({ spot }) => !spot.get('file').written && !spot.get('external').written);
  const set: PathOp = { op: 'set', at: service.readOnly.site, value: true };
  const ops: [PathOp, ...PathOp[]] = [set, ...scratchInService(service, scratch)];
  if (installsPackages(service.spot.get('entrypoint'), service.spot.get('command'))) return { ...INSTALLS, ops };
  // an unknown entrypoint may prepare files as root; paths other than scratch space can be mounted only by the author
  const manual = named.missing.length > 0 || (plan ? plan.missing.length > 0 || serviceNeedsPrivilege(service) : serviceRootReason(service) !== undefined);
  return { ...words, safety: manual ? 'manual' : unseen || room !== undefined ? 'review' : (plan?.safety ?? 'review'), ops };
}
