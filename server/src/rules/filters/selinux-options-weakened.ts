import type { Fix, PathOp } from '../../fix/ops.ts';
import { effectiveCompose, securityOptions } from '../../isolation/compose.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import type { ServiceView } from '../../manifest/compose/views.ts';
import type { Field } from '../../manifest/field.ts';
import type { Spot } from '../../manifest/spot.ts';
import { removal } from '../../remedies/basic.ts';
import { SELINUX_TYPES } from '../../validity/pod-security/checks/profiles.ts';
import { defineRule, type Report } from '../rule.ts';
import { sandboxSteps, severity } from '../severity.ts';

/** Types that keep a container confined: none, and all that Pod Security accepts in any version. */
const CONFINED: ReadonlySet<string> = new Set(['', ...SELINUX_TYPES.flatMap(({ types }) => types)]);
/** Types that SELinux does not confine at all. */
const UNCONFINED: ReadonlySet<string> = new Set(['spc_t', 'unconfined_t', 'super_t']);

const MESSAGES = {
  unconfined: '"{name}" asks for {text}: SELinux does not confine it',
  changed: '"{name}" asks for {text} instead of the label that the runtime gives it',
  disabled: '"{name}" turns SELinux off ({text}): files of the host are not out of reach any more',
} as const;

export const selinuxOptionsWeakened = defineRule({
  id: 'selinux-options-weakened',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium', CI: 'medium' }),
  dimensions: ['LSM'],
  when: { kubernetes: ['seLinuxOptions'], compose: ['security_opt'] },
  fix: 'always',
  messages: MESSAGES,
  docs: {
    title: 'SELinux type, user or role overridden',
    risk: 'By default each container gets a label of its own, which keeps it from files of the host and of other containers even as root; it stopped the file step of CVE-2019-5736. A process with type `spc_t` is not confined at all.',
    not: 'It has no effect on hosts without SELinux. A `level` alone is not reported, and neither are the types for nested engines and virtual machines.',
    fix: 'Removes the type, user and role, so that the runtime gives its own label again.',
    verify: 'Check mounts of host paths: they may need a label that containers can read.',
    check: { kubernetes: 'kubectl exec NAME -- cat /proc/1/attr/current', compose: 'docker compose exec SERVICE cat /proc/1/attr/current' },
  },
  podSecurity: ['seLinuxOptions'],
  standards: ['CIS Kubernetes 1.12: 5.6.3', 'CIS Docker 1.6.0: 5.3'],
  references: ['PSA', 'MOBY-SECOPT', 'CRIO-CONF'],
  check: {
    *'kubernetes.pod'(pod) {
      const [first] = pod.containers;
      if (!pod.windows) yield* report(pod.spots.spec.get('securityContext', 'seLinuxOptions'), pod.label, first ? sandboxSteps(effectiveKubernetes(first)) : 0);
    },
    *'kubernetes.container'(container) {
      if (container.pod.windows || container.privileged.value === true) return;
      yield* report(container.spot.get('securityContext', 'seLinuxOptions'), container.label, sandboxSteps(effectiveKubernetes(container)));
    },
    *'compose.service'(service) {
      const lower = sandboxSteps(effectiveCompose(service));
      for (const { name, value, field } of securityOptions(service)) {
        if (name !== 'label') continue;
        const [kind = '', text = ''] = value.split(/[:=]/);
        const message =
          kind === 'disable' ? 'disabled' : kind === 'type' && !CONFINED.has(text) ? (UNCONFINED.has(text) ? 'unconfined' : 'changed') : undefined;
        if (!message) continue;
        const steps = message === 'changed' ? lower : lower - 1;
        yield {
          at: field.site,
          message,
          data: { name: service.name, text: field.text ?? '' },
          lower: steps,
          fixes: [labelled(service, field)],
        };
      }
    },
  },
});

/** The files of the host have other labels, unless the engine is asked to give them one (`z`, `Z`). */
function labelled(service: ServiceView, { text = '', site }: Field<string>): Fix {
  const kept = service.mounts.find(({ use }) => !use.options.some((option) => option === 'z' || option === 'Z'));
  const title = `Remove ${text}`;
  return kept ? { ...removal(title, site, 'manual'), objection: `SELinux then keeps it from ${kept.source}` } : removal(title, site);
}

function* report(options: Spot, name: string, lower: number): Iterable<Report<typeof MESSAGES>> {
  const type = options.get('type').text();
  const others = [options.get('user').text(), options.get('role').text()].filter(({ value }) => value);
  const bad = [...(type.value !== undefined && !CONFINED.has(type.value) ? [type] : []), ...others];
  const [first, ...rest] = bad;
  if (!first) return;
  const unconfined = first === type && UNCONFINED.has(type.value ?? '');
  const gone = ({ site }: { readonly site: Report['at'] }): PathOp => ({ op: 'remove', at: site, prune: true });
  const text = `${String(first.site.path.at(-1))}: ${first.text}`;
  yield {
    at: first.site,
    message: unconfined ? 'unconfined' : 'changed',
    data: { name, text },
    lower: unconfined ? lower - 1 : lower,
    related: rest.map(({ site }) => ({ at: site, message: 'overridden as well' })),
    fixes: [{ title: `Remove ${bad.map(({ site }) => String(site.path.at(-1))).join(', ')}`, safety: 'review', ops: [gone(first), ...rest.map(gone)] }],
  };
}
