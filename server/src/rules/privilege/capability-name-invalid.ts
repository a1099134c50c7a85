import { canonicalCapability } from '../../isolation/capabilities.ts';
import { CAPABILITY_NAMES, isCapability } from '../../isolation/capability-facts.ts';
import type { ListField } from '../../manifest/field.ts';
import { nearest } from '../../manifest/spelling.ts';
import { setting } from '../../remedies/basic.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';
import { SEVERITIES } from './capability-severities.ts';

const MESSAGES = {
  prefix: 'containerd reads "{text}" as CAP_{text} and {verb} nothing: write {name}',
  case: 'Pod Security does not take "{text}" for {name}: it compares letter by letter',
  unknown: 'There is no capability "{text}"; the list {verb} nothing by that name',
} as const;

export const capabilityNameInvalid = defineRule({
  id: 'capability-name-invalid',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium', CI: 'medium' }),
  dimensions: ['CAPS'],
  when: { kubernetes: ['add', 'drop'] },
  fix: 'sometimes',
  messages: MESSAGES,
  docs: {
    title: 'Capability name that Kubernetes does not expect',
    risk: 'Kubernetes names capabilities in upper case and without `CAP_`. containerd adds the prefix itself, so that `drop: [CAP_NET_RAW]` drops nothing there. Pod Security compares the texts: `all` is not `ALL`, and the pod is refused in a restricted namespace.',
    not: 'CRI-O accepts the prefix, so the same file behaves differently from node to node. Docker and Compose accept any case, with or without the prefix.',
    fix: 'Writes the name as Kubernetes knows it.',
    verify: 'What was dropped or added in vain takes effect then: check the program.',
    check: { kubernetes: 'kubectl exec NAME -- grep Cap /proc/1/status' },
  },
  podSecurity: ['capabilities_baseline', 'capabilities_restricted'],
  standards: [],
  references: ['CONTAINERD-CAPS', 'CRIO-CAPS', 'PSA'],
  check: {
    *'kubernetes.container'(container) {
      if (container.pod.windows) return;
      yield* reports(container.capabilitiesDrop, 'drops');
      yield* reports(container.capabilitiesAdd, 'adds');
    },
  },
});

function* reports(list: ListField, verb: 'drops' | 'adds'): Iterable<Report<typeof MESSAGES>> {
  for (const { value: text, site } of list.items) {
    // field-wrong-type reports a number
    if (text === undefined || !/^[A-Za-z]/.test(text) || isCapability(text)) continue;
    const name = canonicalCapability(text);
    const known = isCapability(name) ? name : nearest(name, CAPABILITY_NAMES);
    // capability-added-* reports a dangerous one
    if (verb === 'adds' && known !== undefined && isCapability(name) && SEVERITIES[name].TI !== 'off') continue;
    const message = isCapability(name) ? (/^cap_/i.test(text) ? 'prefix' : 'case') : 'unknown';
    const fixes = known === undefined ? [] : [setting(`Write it as ${known}`, site, known)];
    const data = { text, name, verb };
    yield { at: site, message, data, lower: message === 'case' ? 1 : 0, fixes };
  }
}
