import type { Fix } from '../../fix/ops.ts';
import { canonicalCapability, REOPENED_CALLS } from '../../isolation/capabilities.ts';
import { CAPABILITIES, CAPABILITY_NAMES, type CapabilityFacts, type CapabilityName } from '../../isolation/capability-facts.ts';
import { effectiveCompose } from '../../isolation/compose.ts';
import type { Dimension } from '../../isolation/dimensions.ts';
import type { EffectiveContainer } from '../../isolation/effective.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { type Need, USUAL_OF_ROOT } from '../../isolation/needs/table.ts';
import { runsAs } from '../../isolation/privileges.ts';
import type { Field, ListField } from '../../manifest/field.ts';
import { removal } from '../../remedies/basic.ts';
import { containerCapabilities, needOfCapability, serviceCapabilities } from '../../remedies/capabilities.ts';
import { BASELINE_CAPABILITIES, RESTRICTED_CAPABILITIES } from '../../validity/pod-security/checks/capabilities.ts';
import type { CheckId } from '../../validity/pod-security/checks.ts';
import { defineRule, type Report, type Rule } from '../rule.ts';
import { sandboxSteps } from '../severity.ts';
import { SEVERITIES } from './capability-severities.ts';

/** One rule for each capability. So each has its own severity, page and `allow`. */
export const capabilityAddedRules: readonly Rule[] = CAPABILITY_NAMES.map(capabilityAdded);

function capabilityAdded(name: CapabilityName): Rule {
  const facts: CapabilityFacts = CAPABILITIES[name];
  const onHost = facts.grantsOnHostNetwork !== undefined;
  const severities = SEVERITIES[name];
  const dimensions: [Dimension, ...Dimension[]] = name === 'ALL' || name in REOPENED_CALLS ? ['CAPS', 'SYSCALL'] : ['CAPS'];
  return defineRule({
    id: `capability-added-${name.toLowerCase().replaceAll('_', '-')}`,
    since: '0.1.0',
    severity: severities,
    dimensions,
    when: { kubernetes: ['add'], compose: ['cap_add'] },
    fix: 'always',
    messages: messagesOf(facts),
    docs: {
      title: name === 'ALL' ? 'All Linux capabilities added' : `Linux capability ${name} added`,
      risk: facts.risk,
      not: `A process that is not root can hardly use an added capability, which is why it is reported two steps lower there. ${facts.userNamespace}${onHost ? ' On the network of the host it is reported one step higher.' : ''}`,
      fix: 'Removes it from the list. Where the image or the command evidently needs it, that is for you to decide.',
      verify: facts.users,
      check: {
        kubernetes: 'kubectl exec NAME -- grep Cap /proc/1/status',
        compose: 'docker compose exec SERVICE grep Cap /proc/1/status',
      },
    },
    podSecurity: podSecurityOf(name),
    standards: [`CIS Kubernetes 1.12: ${name === 'NET_RAW' || name === 'ALL' ? '5.2.8, ' : ''}5.2.9`, 'CIS Docker 1.6.0: 5.4', 'MITRE ATT&CK: T1611'],
    references: ['CAP7', 'PSS', 'MOBY-CAPS', 'KEP-127'],
    check: {
      *'kubernetes.container'(container) {
        if (!container.pod.windows)
          yield* reports(
            name,
            container.capabilitiesAdd,
            { name: container.label, message: onHost && container.pod.hostNetwork.value === true ? 'node' : 'kubernetes' },
            () => effectiveKubernetes(container),
            () => needOfCapability(containerCapabilities(container), name),
          );
      },
      *'compose.service'(service) {
        yield* reports(
          name,
          service.capAdd,
          { name: service.name, message: onHost && service.networkMode.value === 'host' ? 'host' : 'compose' },
          () => effectiveCompose(service),
          () => needOfCapability(serviceCapabilities(service), name),
        );
      },
    },
  });
}

function messagesOf({ grants, grantsOnHostNetwork = grants }: CapabilityFacts) {
  return {
    kubernetes: `"{name}" adds {text}: ${grants.replaceAll('{host}', 'node')}`,
    compose: `"{name}" adds {text}: ${grants.replaceAll('{host}', 'host')}`,
    node: `"{name}" adds {text}: ${grantsOnHostNetwork.replaceAll('{host}', 'node')}`,
    host: `"{name}" adds {text}: ${grantsOnHostNetwork.replaceAll('{host}', 'host')}`,
  } as const;
}

function* reports(
  capability: string,
  add: ListField,
  { name, message }: { name: string; message: 'kubernetes' | 'compose' | 'node' | 'host' },
  effective: () => EffectiveContainer,
  needed: () => Need | undefined,
): Iterable<Report<ReturnType<typeof messagesOf>>> {
  for (const item of add.items) {
    if (item.value === undefined || canonicalCapability(item.value) !== capability) continue;
    yield {
      at: item.site,
      message,
      data: { name, text: item.value },
      // the network of the host is that of all who are on it
      lower: (capability === 'NET_RAW' ? 0 : reduction(effective())) - (message === 'node' || message === 'host' ? 1 : 0),
      fixes: [without(item, needed())],
    };
  }
}

function without({ value, site }: Field<string>, need: Need | undefined): Fix {
  const title = `Remove ${value} from the added capabilities`;
  if (need === USUAL_OF_ROOT) return { ...removal(title, site, 'manual'), objection: `${need.because} may need it` };
  return need ? { ...removal(`${title}, without which ${need.because} does not work`, site, 'manual'), breaks: true } : removal(title, site);
}

/** Steps below the severity: if the process is not root, in a sandbox, and in a user namespace. */
function reduction(effective: EffectiveContainer): number {
  const nonRoot = runsAs(effective) === 'non-root' && !effective.privileged.value;
  return (nonRoot ? 2 : 0) + sandboxSteps(effective) + (effective.userNamespace.value ? 2 : 0);
}

function podSecurityOf(name: string): CheckId[] {
  if (RESTRICTED_CAPABILITIES.has(name)) return [];
  return BASELINE_CAPABILITIES.has(name) ? ['capabilities_restricted'] : ['capabilities_baseline', 'capabilities_restricted'];
}
