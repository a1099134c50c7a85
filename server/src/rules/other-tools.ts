import { RULES } from './index.ts';

/** The tools whose ids are known. */
export const OTHER_TOOLS = { checkov: 'Checkov', 'kube-linter': 'KubeLinter' } as const;
/** The id of such a tool. */
export type OtherTool = keyof typeof OTHER_TOOLS;

const MOUNTS = ['host-path-root', 'host-path-dev', 'host-path-proc-sys', 'host-path-system-binaries', 'host-path-control-plane-config', 'host-path-kubelet'];

/**
 * What the checks of other tools are here: by tool and the id of the check, our rules. A check may be narrower or wider than a rule; who
 * allows one, allows all that it is here.
 *
 * Sources: Checkov's policy index for Kubernetes (docs/5.Policy Index/kubernetes.md), KubeLinter's list of checks (docs/generated/checks.md).
 */
const CHECKS: Readonly<Record<OtherTool, Readonly<Record<string, readonly string[]>>>> = {
  checkov: {
    CKV_K8S_11: ['cpu-limit-missing'],
    CKV_K8S_13: ['memory-limit-missing'],
    CKV_K8S_14: ['image-mutable-reference'],
    CKV_K8S_16: ['privileged-container'],
    CKV_K8S_17: ['host-pid'],
    CKV_K8S_18: ['host-ipc'],
    CKV_K8S_19: ['host-network'],
    CKV_K8S_20: ['allow-privilege-escalation'],
    CKV_K8S_22: ['writable-root-filesystem'],
    CKV_K8S_23: ['run-as-root', 'run-as-nonroot-unverifiable'],
    CKV_K8S_25: RULES.map(({ id }) => id).filter((id) => id.startsWith('capability-added-')),
    CKV_K8S_26: ['host-port'],
    CKV_K8S_27: ['container-runtime-socket-mounted'],
    CKV_K8S_28: ['capability-added-net-raw', 'capabilities-not-dropped'],
    CKV_K8S_31: ['seccomp-not-set', 'seccomp-unconfined'],
    CKV_K8S_35: ['secret-in-environment'],
    CKV_K8S_37: ['capabilities-not-dropped'],
    CKV_K8S_38: ['service-account-token-automounted'],
    CKV_K8S_39: ['capability-added-sys-admin'],
    CKV_K8S_41: ['default-service-account-used'],
    CKV_K8S_42: ['default-service-account-used'],
    CKV_K8S_43: ['image-mutable-reference'],
    CKV_K8S_152: ['ingress-snippet'],
    CKV_K8S_153: ['ingress-snippet'],
    CKV_K8S_154: ['ingress-snippet'],
    CKV_K8S_155: ['rbac-admission-control-write'],
    CKV_K8S_156: ['rbac-csr-approve'],
    CKV_K8S_157: ['rbac-escalate-bind-impersonate'],
    CKV_K8S_158: ['rbac-escalate-bind-impersonate'],
  },
  'kube-linter': {
    'access-to-create-pods': ['rbac-workload-create'],
    'access-to-secrets': ['rbac-secrets-read'],
    'cluster-admin-role-binding': ['rbac-cluster-admin-binding'],
    'default-service-account': ['default-service-account-used'],
    'docker-sock': ['container-runtime-socket-mounted'],
    'drop-net-raw-capability': ['capability-added-net-raw', 'capabilities-not-dropped'],
    'env-var-secret': ['secret-literal'],
    'host-ipc': ['host-ipc'],
    'host-network': ['host-network'],
    'host-pid': ['host-pid'],
    'latest-tag': ['image-mutable-reference'],
    'no-read-only-root-fs': ['writable-root-filesystem'],
    'privilege-escalation-container': ['allow-privilege-escalation'],
    'privileged-container': ['privileged-container'],
    'read-secret-from-env-var': ['secret-in-environment'],
    'run-as-non-root': ['run-as-root', 'run-as-nonroot-unverifiable'],
    'sensitive-host-mounts': MOUNTS,
    'unsafe-proc-mount': ['proc-mount-unmasked'],
    'unsafe-sysctls': ['sysctl-unsafe'],
    'unset-cpu-requirements': ['cpu-limit-missing'],
    'unset-memory-requirements': ['memory-limit-missing'],
    'wildcard-in-rules': ['rbac-wildcard'],
    'writable-host-mount': ['host-path-volume', ...MOUNTS],
  },
};

/** The checks of a tool in its order, each with the rules that it is here. */
export function checksOf(tool: OtherTool): readonly (readonly [check: string, rules: readonly string[]])[] {
  return Object.entries(CHECKS[tool]);
}

/** The rules that a check of a tool is here; none if it is none of ours. */
export function rulesLike(tool: OtherTool, check: string): readonly string[] {
  const checks = CHECKS[tool];
  return Object.hasOwn(checks, check) ? (checks[check] ?? []) : [];
}

const IDS: ReadonlySet<string> = new Set(RULES.map(({ id }) => id));

/** The rules that a name stands for: an id of ours, or the id of another tool's check; none if nobody knows it. */
export function rulesNamed(name: string): readonly string[] {
  if (IDS.has(name)) return [name];
  return [...new Set((Object.keys(OTHER_TOOLS) as OtherTool[]).flatMap((tool) => rulesLike(tool, name)))];
}
