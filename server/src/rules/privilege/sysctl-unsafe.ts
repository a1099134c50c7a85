import type { Field } from '../../manifest/field.ts';
import { removal } from '../../remedies/basic.ts';
import type { Site } from '../../syntax/site.ts';
import { isSafeSysctl } from '../../validity/pod-security/checks/sysctls.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

/** Sysctls that Docker accepts: those that belong to a namespace of the container. */
const NAMESPACED = /^(?:kernel\.(?:msg\w*|sem|shm\w*|domainname)|fs\.mqueue\..*|net\..*)$/;

const MESSAGES = {
  unsafe: '"{name}" sets {sysctl}, which nodes forbid unless they allow it by name',
  foreign: '"{name}" sets {sysctl}, a setting of the whole host, which Docker refuses',
  injection: 'The value of {sysctl} has "{sign}" in it: CRI-O took such a value for a second setting',
} as const;

export const sysctlUnsafe = defineRule({
  id: 'sysctl-unsafe',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium', CI: 'medium' }),
  dimensions: ['KERNEL', 'NET', 'IPC'],
  when: { kubernetes: ['sysctls'], compose: ['sysctls'] },
  fix: 'always',
  messages: MESSAGES,
  docs: {
    title: 'Sysctl outside the safe set',
    risk: 'In Kubernetes, nodes that allow unsafe sysctls let pods change settings whose effect on other pods nobody has checked. A value with `+` or `=` was CVE-2022-0811: CRI-O wrote `kernel.core_pattern` of the node, which is root on it.',
    not: 'Most `net.*` settings count only in the network namespace of the container. In Kubernetes, a node that does not allow an unsafe sysctl refuses the pod.',
    fix: 'Removes the entry.',
    verify: 'Settings that the whole node should have belong into its configuration.',
    check: {
      kubernetes: "kubectl get pod NAME -o jsonpath='{.status.reason}'; kubectl exec NAME -- sysctl -a",
      compose: 'docker compose exec SERVICE sysctl -a',
    },
  },
  podSecurity: ['sysctls'],
  standards: ['MITRE ATT&CK: T1611'],
  references: ['PSA', 'K8S-SYSCTL', 'CVE-2022-0811'],
  check: {
    *'kubernetes.pod'(pod, { kubernetesVersion }) {
      if (pod.windows) return;
      for (const item of pod.spots.spec.get('securityContext', 'sysctls').items()) {
        const name = item.get('name').text();
        // the kernel takes either separator
        const unsafe = name.value !== undefined && !isSafeSysctl(name.value.replaceAll('/', '.'), kubernetesVersion);
        yield* report({ owner: pod.label, name, value: item.get('value').text(), at: item.site, place: name.site }, unsafe ? 'unsafe' : undefined);
      }
    },
    *'compose.service'(service) {
      for (const { key, value } of service.spot.get('sysctls').entries())
        yield* report({ owner: service.name, name: { value: key }, value, at: value.site, place: value.site }, NAMESPACED.test(key) ? undefined : 'foreign');
    },
  },
});

interface Setting {
  readonly owner: string;
  readonly name: Pick<Field<string>, 'value'>;
  readonly value: Pick<Field<string>, 'value'>;
  /** The whole entry, which a fix removes. */
  readonly at: Site;
  readonly place: Site;
}

function* report({ owner, name, value, at, place }: Setting, message: 'unsafe' | 'foreign' | undefined): Iterable<Report<typeof MESSAGES>> {
  if (name.value === undefined) return;
  const sign = /[+=\n]/.exec(value.value ?? '')?.[0];
  const fixes = [removal(`Remove ${name.value}`, at)];
  if (sign !== undefined) yield { at, message: 'injection', data: { sysctl: name.value, sign: sign === '\n' ? 'a line break' : sign }, fixes };
  else if (message) yield { at: place, message, data: { name: owner, sysctl: name.value }, fixes };
}
