import { isEveryAddress } from '../../isolation/address-ranges.ts';
import { isUnset } from '../../manifest/field.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import { type WrittenRule, writtenRules } from '../../workspace/policies.ts';
import { selectsAll } from '../../workspace/selectors.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

const OPEN = {
  rule: '{policy} allows all {direction}: no other policy can deny it any more',
  namespaces: '{policy} allows {direction} for every pod of every namespace',
  addresses: '{policy} allows {direction} for {text}: every address, pods included',
} as const;

export const networkPolicyAllowAll = defineRule({
  id: 'network-policy-allow-all',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium', CI: 'medium' }),
  dimensions: ['REACH'],
  when: { kubernetes: ['podSelector'] },
  fix: 'never',
  messages: OPEN,
  docs: {
    title: 'NetworkPolicy allows everything',
    risk: 'Policies add up: one that allows everything voids every default deny for the pods that it selects. An intruder reaches what the other policies were to keep from him.',
    not: 'An ingress controller or a DNS server is there for everybody. Rules that name ports are reported lower, since only those are open.',
    fix: 'No fix is offered: name the peers. Namespace and pod selector in one item mean both, in two items either. Except the private ranges from a rule for the Internet.',
    check: { kubernetes: 'kubectl describe networkpolicy NAME' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K05', 'MITRE ATT&CK: T1046'],
  references: ['NETPOL'],
  check: {
    *'kubernetes.resource'(resource) {
      for (const rule of writtenRules(resource)) {
        const found = open(rule, quotedName(resource.ref));
        // open egress exposes others, and most policies guard ingress
        if (found) yield { ...found, lower: (found.lower ?? 0) + (rule.direction === 'egress' ? 1 : 0) };
      }
    },
  },
});

/** The first reason for which a rule holds for everybody. */
function open({ spot, peers, ports, direction }: WrittenRule, policy: string): Report<typeof OPEN> | undefined {
  const data = { policy, direction };
  if (spot.type !== 'map') return undefined;
  // a template may decide which
  const portsGiven = ports.items().length > 0 || ports.state === 'unknown';
  const everybody = isUnset(peers.list()) ? !spot.open : peers.type === 'seq' && peers.items().length === 0 && !peers.open;
  if (everybody) return portsGiven ? undefined : { at: spot.site, message: 'rule', data };
  for (const peer of peers.items()) {
    const namespaces = peer.get('namespaceSelector');
    const pods = peer.get('podSelector');
    if (selectsAll(namespaces) && (pods.state === 'absent' || selectsAll(pods)))
      return { at: namespaces.site, message: 'namespaces', data, lower: portsGiven ? 1 : 0 };
    const cidr = peer.get('ipBlock', 'cidr').text();
    const except = peer.get('ipBlock', 'except');
    if (cidr.value !== undefined && isEveryAddress(cidr.value) && except.state === 'absent')
      return { at: cidr.site, message: 'addresses', data: { ...data, text: cidr.value }, lower: portsGiven ? 1 : 0 };
  }
  return undefined;
}
