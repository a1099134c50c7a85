import type { Fix } from '../../fix/ops.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { containerNeeds, watchesNode } from '../../isolation/needs/kubernetes.ts';
import { allReduced, runsAs } from '../../isolation/privileges.ts';
import { isUnset, partOf } from '../../manifest/field.ts';
import type { ContainerView, PodView } from '../../manifest/kubernetes/views.ts';
import { setting } from '../../remedies/basic.ts';
import { imageUser } from '../../remedies/users.ts';
import { defineRule } from '../rule.ts';
import { sandboxSteps, severity } from '../severity.ts';
import { failsInUserNamespace } from './user-namespace-incompatible.ts';

export const userNamespaceNotUsed = defineRule({
  id: 'user-namespace-not-used',
  since: '0.1.0',
  severity: severity('medium', { TI: 'info' }),
  dimensions: ['USER', 'CAPS'],
  fix: 'always',
  // the API server rejects a user namespace beside what the first four report; the last is the more important one
  after: ['host-pid', 'host-ipc', 'host-network', 'user-namespace-incompatible', 'service-account-token-automounted'],
  missing: { label: 'user namespace', leaves: 'root and capabilities that count on the node' },
  messages: {
    missing: '"{name}" uses no user namespace: {what}',
    explicit: '"{name}" sets hostUsers: true, so {what}',
  },
  docs: {
    title: 'Pod shares the host user namespace',
    risk: 'Root in the container is root on the node, and its capabilities count there. In a user namespace both are void outside the pod: KEP-127 lists CVE-2019-5736, CVE-2021-25741 and CVE-2021-30465 among the escapes that it stops. Each pod gets IDs of its own.',
    not: 'It does not protect host paths and volumes, which keep their owners, nor tokens, the network or the shared kernel. A pod whose containers are non-root and drop all capabilities does not need it, and is not reported.',
    fix: 'Sets `hostUsers: false`. The user IDs in the container, and those of files on its volumes, stay as they are; on the node the processes have IDs that belong to nobody. It needs Kubernetes 1.33, Linux 6.3 and containerd 2.0 or CRI-O 1.25.',
    verify: 'Check that all volumes support ID mapping and that no user ID is above 65535.',
    remark: 'It does not work with host namespaces or raw block volumes.',
    check: { kubernetes: 'kubectl exec NAME -- cat /proc/self/uid_map' },
  },
  standards: ['CIS Docker 1.6.0: 2.9', 'OWASP Kubernetes Top Ten 2025: K01', 'MITRE ATT&CK: T1611'],
  references: ['KEP-127', 'K8S-USERNS', 'PSA-USERNS'],
  check: {
    *'kubernetes.pod'(pod) {
      const field = pod.hostUsers;
      if (pod.windows || !(isUnset(field) || field.value === true) || allReduced(pod.containers)) return;
      const cause = pod.containers.find(isRoot) ?? pod.containers.find(({ capabilitiesAdd }) => capabilitiesAdd.items.length > 0);
      if (!cause) return;
      const what = isRoot(cause) ? 'root in it is root on the node' : 'the capabilities that it adds count on the node';
      const report = { at: field.site, data: { name: pod.label, what }, lower: sandboxSteps(effectiveKubernetes(cause)), fixes: () => [fix(pod)] };
      yield field.value === true ? { ...report, message: 'explicit' } : { ...report, message: 'missing', anchor: partOf(pod.site, 'key') };
    },
  },
});

/** Root as written, or as the image decides; not where the image is known to run as another user. */
function isRoot(container: ContainerView): boolean {
  const user = runsAs(effectiveKubernetes(container));
  return user === 'root' || (user === 'image' && imageUser(container) === undefined);
}

/** Capabilities that the kernel asks for on the node, so that they are void in a user namespace. Source: capabilities(7), user_namespaces(7). */
const NODE_WIDE: ReadonlySet<string> = new Set(['IPC_LOCK', 'SYS_RESOURCE', 'SYS_TIME', 'SYS_MODULE']);

/** The API server rejects host namespaces together with a user namespace, and raw block devices cannot be mapped. Source: core/v1 validation, KEP-127. */
function fix(pod: PodView): Fix {
  const title = 'Set hostUsers to false';
  const taken = (['hostNetwork', 'hostPID', 'hostIPC'] as const).find((name) => pod[name].value === true);
  if (taken) return { title, safety: 'review', blocked: `remove ${taken} first: the API server rejects both together` };
  const raw = pod.containers.find((container) => container.usesVolumeDevices);
  if (raw) return { title, safety: 'review', blocked: `"${raw.label}" uses raw block volumes, which do not work in a user namespace` };
  const [failing] = failsInUserNamespace(pod);
  if (failing) return { title, safety: 'review', blocked: `${failing.what} does not work in a user namespace` };
  const privilege = pod.containers.flatMap(containerNeeds).find(({ takes }) => takes === 'privileged' || takes.some((name) => NODE_WIDE.has(name)))?.because;
  const reason = privilege ?? (watchesNode(pod) ? 'what it has of the node' : undefined);
  // privileges for the node are void in the namespace
  if (reason !== undefined) return { ...setting(`${title}, which may keep ${reason} from working`, pod.hostUsers.site, false), safety: 'manual' };
  return setting(title, pod.hostUsers.site, false);
}
