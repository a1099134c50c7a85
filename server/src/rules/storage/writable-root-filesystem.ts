import type { Fix, FixWords, PathOp } from '../../fix/ops.ts';
import { SCRATCH_MIB, sizeText } from '../../isolation/defaults.ts';
import type { WritablePath } from '../../isolation/images/facts.ts';
import { containerImage, isWithin, serviceImage } from '../../isolation/images/use.ts';
import { needsPrivilege, serviceRootReason } from '../../isolation/needs/compose.ts';
import type { ServiceView } from '../../manifest/compose/views.ts';
import { isUnset, partOf } from '../../manifest/field.ts';
import type { ContainerView } from '../../manifest/kubernetes/views.ts';
import { listed, type ReadOnlyPlan, readOnlyPlan, scratchInPod } from '../../remedies/images.ts';
import { hasMemoryLimit } from '../../remedies/limits.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const writableRootFilesystem = defineRule({
  id: 'writable-root-filesystem',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', CI: 'low' }),
  dimensions: ['MNT'],
  fix: 'always',
  missing: { label: 'read-only root filesystem', leaves: 'an intruder changes programs and leaves tools behind' },
  messages: {
    missing: '"{name}" can write its root filesystem: an intruder changes its programs',
    explicit: '"{name}" sets {text}, so an intruder changes its programs',
  },
  docs: {
    title: 'Container root filesystem is writable',
    risk: 'An attacker leaves tools behind, changes the code of the application or fills the disk of the host. A read-only root stops that step and makes changes stand out.',
    not: 'It does not stop attacks that stay in memory, nor programs that are started from a writable volume.',
    fix: 'Makes the root filesystem read-only, and mounts an emptyDir or tmpfs where the image is known to write scratch files.',
    verify: 'Of an image that nobody knows, only /tmp is mounted, in Compose: check where else the program writes, usually /run and caches.',
    remark:
      'An emptyDir hides what the image has at that path. In Compose, secrets and configs from `environment` or `content` do not work in a read-only service, and tmpfs does not run programs.',
    check: {
      kubernetes: "kubectl exec NAME -- grep ' / ' /proc/self/mountinfo",
      compose: "docker compose exec SERVICE grep ' / ' /proc/self/mountinfo",
    },
  },
  standards: ['CIS Kubernetes 1.12: 5.6.3', 'CIS Docker 1.6.0: 5.13', 'OWASP Kubernetes Top Ten 2025: K01', 'MITRE ATT&CK: T1525'],
  references: ['SECCTX', 'COMPOSE-SECRETS', 'MOBY-TMPFS'],
  check: {
    *'kubernetes.container'(container) {
      const field = container.readOnlyRootFilesystem;
      if (container.pod.windows) return;
      const name = container.label;
      const fixes = [podFix(container)];
      if (field.value === false) yield { at: field.site, message: 'explicit', data: { name, text: 'readOnlyRootFilesystem: false' }, fixes };
      else if (isUnset(field)) yield { at: field.site, anchor: container.anchor, message: 'missing', data: { name }, fixes };
    },
    *'compose.service'(service) {
      const field = service.readOnly;
      const name = service.name;
      const fixes = [composeFix(service)];
      if (field.value === false) yield { at: field.site, message: 'explicit', data: { name, text: 'read_only: false' }, fixes };
      else if (isUnset(field)) yield { at: field.site, anchor: partOf(service.site, 'key'), message: 'missing', data: { name }, fixes };
    },
  },
});

const TITLE = 'Make the root filesystem read-only';

function wordsOf(plan: ReadOnlyPlan | undefined): FixWords {
  if (!plan) return { title: TITLE, condition: { word: 'if', text: 'it writes only to volumes' } };
  const { scratch, missing } = plan;
  const mounted = scratch.length > 0 ? `, with ${listed(scratch.map(({ path }) => path))}` : '';
  const title = `${TITLE}${mounted}`;
  if (missing.length === 0) return { title };
  return { title, condition: { word: 'once', text: `${listed(missing)} ${missing.length > 1 ? 'are on volumes' : 'is on a volume'}` } };
}

function podFix(container: ContainerView): Fix {
  const plan = readOnlyPlan(containerImage(container));
  const mounts = plan ? scratchInPod(container, plan.scratch) : [];
  const set: PathOp = { op: 'set', at: container.readOnlyRootFilesystem.site, value: true };
  // without a volume there it fails
  const safety = plan && plan.missing.length > 0 ? 'manual' : (plan?.safety ?? 'review');
  return { ...wordsOf(plan), safety, ops: [set, ...mounts] };
}

function composeFix(service: ServiceView): Fix {
  const plan = readOnlyPlan(serviceImage(service));
  const scratch = plan?.scratch ?? unknownScratch(service);
  const words: FixWords =
    plan || scratch.length === 0 ? wordsOf(plan) : { title: `${TITLE}, with /tmp`, condition: { word: 'if', text: 'it writes to nothing else but volumes' } };
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
  // an unknown entrypoint may prepare files as root; paths other than scratch space can be mounted only by the author
  const manual = plan ? plan.missing.length > 0 || needsPrivilege(service) : serviceRootReason(service) !== undefined;
  return { ...words, safety: manual ? 'manual' : unseen ? 'review' : (plan?.safety ?? 'review'), ops: [set, ...tmpfs(service, scratch)] };
}

/** The scratch path of an unknown image: the one that most programs write to. */
function unknownScratch({ volumes, tmpfs }: ServiceView): readonly WritablePath[] {
  const isThere = [...volumes, ...tmpfs].some(({ target }) => target === undefined || isWithin('/tmp', target));
  return isThere ? [] : [{ path: '/tmp', kind: 'scratch' }];
}

/** Docker mounts a tmpfs with noexec unless it is told otherwise. A single one may be written as a text instead of a list. */
function tmpfs(service: ServiceView, paths: readonly WritablePath[]): PathOp[] {
  const spot = service.spot.get('tmpfs');
  const entries = paths.map(({ path, exec, small }) => {
    // without a limit of memory, a tmpfs takes half of the host's
    const size = hasMemoryLimit(service) ? [] : [`size=${sizeText(SCRATCH_MIB[small ? 'small' : 'other'], 'compose')}`];
    const options = [...(exec ? ['exec'] : []), ...size];
    return options.length > 0 ? `${path}:${options.join(',')}` : path;
  });
  const alone = spot.type === 'scalar' ? spot.text().value : undefined;
  if (alone !== undefined && entries.length > 0) return [{ op: 'set', at: spot.site, value: [alone, ...entries] }];
  return entries.map((value) => ({ op: 'ensure', at: spot.site, value }));
}
