import type { Fix, PathOp } from '../../fix/ops.ts';
import { unprivilegedContainer } from '../../remedies/privileges.ts';
import type { Site } from '../../syntax/site.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

/** The API server compares with exactly this text; plain SYS_ADMIN passes. Source: core/v1 validation. */
const REJECTED = 'CAP_SYS_ADMIN';

export const allowPrivilegeEscalationConflict = defineRule({
  id: 'allow-privilege-escalation-conflict',
  since: '0.1.0',
  severity: severity('high'),
  dimensions: ['CAPS'],
  when: { kubernetes: ['allowPrivilegeEscalation'] },
  refuses: true,
  fix: 'always',
  messages: { conflict: 'The API server rejects "{name}": allowPrivilegeEscalation: false beside {text}' },
  docs: {
    title: 'No privilege escalation contradicts privileged or CAP_SYS_ADMIN',
    risk: 'The API server does not admit such a pod: a workload that ran before fails with the next rollout. Policies that add `allowPrivilegeEscalation: false` to privileged containers run into the same.',
    not: 'It is no weakness of a running pod, since none starts. SYS_ADMIN without the prefix passes this check.',
    fix: 'Removes what asks for the privilege.',
    verify: 'Where the program cannot do without it, remove `allowPrivilegeEscalation: false` instead and say why.',
    check: { kubernetes: 'kubectl apply --dry-run=server -f FILE' },
  },
  podSecurity: ['allowPrivilegeEscalation', 'privileged'],
  standards: [],
  references: ['K8S-VALIDATION', 'SECCTX'],
  check: {
    *'kubernetes.container'(container) {
      const { privileged, allowPrivilegeEscalation: escalation } = container;
      if (container.pod.windows || escalation.value !== false) return;
      const added = container.capabilitiesAdd.items.filter(({ value }) => value === REJECTED);
      const [first, ...others] = [...(privileged.value === true ? [privileged] : []), ...added];
      if (!first) return;
      const gone = ({ site }: { readonly site: Site }): PathOp => ({ op: 'remove', at: site, prune: true });
      const text = first === privileged ? 'privileged: true' : REJECTED;
      yield {
        at: escalation.site,
        message: 'conflict',
        data: { name: container.label, text },
        related: [first, ...others].map(({ site }) => ({ at: site, message: 'contradicts it' })),
        fixes: [
          first === privileged
            ? withOps(unprivilegedContainer(container), others.map(gone))
            : { title: `Remove ${REJECTED}`, safety: 'review', ops: [gone(first), ...others.map(gone)] },
        ],
      };
    },
  },
});

function withOps(fix: Fix, more: readonly PathOp[]): Fix {
  return 'blocked' in fix ? fix : { ...fix, ops: [...fix.ops, ...more] };
}
