import { contains, parseCidr } from '../../isolation/address-ranges.ts';
import { isUnset } from '../../manifest/field.ts';
import type { ResourceView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import type { Site } from '../../syntax/site.ts';
import { defineRule, type Report, type Rule } from '../rule.ts';
import { severity } from '../severity.ts';

type Direction = 'ingress' | 'egress';

interface PolicyRule {
  readonly direction: Direction;
  readonly spot: Spot;
  /** Peers, and whether there are any; a rule without peers is for everybody. */
  readonly peers: Spot;
  readonly portsGiven: boolean;
}

/** The rules of a NetworkPolicy that have effect: egress rules only where the policy is one for egress. */
function policyRules({ ref, spot }: ResourceView): PolicyRule[] {
  if (ref.kind !== 'NetworkPolicy' || (ref.apiVersion !== undefined && !/^networking\.k8s\.io\//.test(ref.apiVersion))) return [];
  const types = spot.get('spec', 'policyTypes').list();
  const active = (direction: Direction) => isUnset(types) || types.items.some(({ value }) => value?.toLowerCase() === direction);
  return (['ingress', 'egress'] as const).flatMap((direction) => {
    if (!active(direction)) return [];
    const items = spot.get('spec', direction).items();
    return items.map((item) => {
      const ports = item.get('ports');
      return {
        direction,
        spot: item,
        peers: item.get(direction === 'ingress' ? 'from' : 'to'),
        portsGiven: ports.items().length > 0 || ports.state === 'unknown',
      };
    });
  });
}

const EVERY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0/0', '::/0']);

const CHECK = { kubernetes: 'kubectl describe networkpolicy NAME' };

const OPEN = {
  rule: '{policy} allows all {direction}: no other policy can deny it any more',
  namespaces: '{policy} allows {direction} for every pod of every namespace',
  addresses: '{policy} allows {direction} for {text}: every address, pods included',
} as const;

const allowAll = defineRule({
  id: 'network-policy-allow-all',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium', CI: 'medium' }),
  dimensions: ['REACH'],
  fix: 'never',
  messages: OPEN,
  docs: {
    title: 'NetworkPolicy allows everything',
    risk: 'Policies add up: one that allows everything voids every default deny for the pods that it selects. An intruder reaches what the other policies were to keep from him.',
    not: 'An ingress controller or a DNS server is there for everybody. Rules that name ports are reported lower, since only those are open.',
    fix: 'No fix is offered: name the peers. Namespace and pod selector in one item mean both, in two items either. Except the private ranges from a rule for the Internet.',
    check: CHECK,
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K05', 'MITRE ATT&CK: T1046'],
  references: ['NETPOL'],
  check: {
    *'kubernetes.resource'(resource) {
      for (const rule of policyRules(resource)) {
        const found = open(rule, quotedName(resource.ref));
        // open egress exposes others, and most policies guard ingress
        if (found) yield { ...found, lower: (found.lower ?? 0) + (rule.direction === 'egress' ? 1 : 0) };
      }
    },
  },
});

/** The first reason for which a rule holds for everybody. */
function open({ spot, peers, portsGiven, direction }: PolicyRule, policy: string): Report<typeof OPEN> | undefined {
  const data = { policy, direction };
  if (spot.type !== 'map') return undefined;
  const everybody = isUnset(peers.list()) ? !spot.open : peers.type === 'seq' && peers.items().length === 0 && !peers.open;
  if (everybody) return portsGiven ? undefined : { at: spot.site, message: 'rule', data };
  for (const peer of peers.items()) {
    const namespaces = peer.get('namespaceSelector');
    const pods = peer.get('podSelector');
    if (isEmpty(namespaces) && (pods.state === 'absent' || isEmpty(pods)))
      return { at: namespaces.site, message: 'namespaces', data, lower: portsGiven ? 1 : 0 };
    const cidr = peer.get('ipBlock', 'cidr').text();
    const except = peer.get('ipBlock', 'except');
    if (cidr.value !== undefined && EVERY_ADDRESS.has(cidr.value) && except.state === 'absent')
      return { at: cidr.site, message: 'addresses', data: { ...data, text: cidr.value }, lower: portsGiven ? 1 : 0 };
  }
  return undefined;
}

/** `{}`, which selects everything. */
function isEmpty(selector: Spot): boolean {
  return (
    selector.type === 'map' &&
    !selector.open &&
    ['matchLabels', 'matchExpressions'].every((key) => {
      const part = selector.get(key);
      return part.state === 'absent' || (part.type !== undefined && !part.open && part.keys().length + part.items().length === 0);
    })
  );
}

/** The address at which most clouds hand out the credentials of the node. */
const METADATA = '169.254.169.254';

const metadataEgress = defineRule({
  id: 'network-policy-metadata-egress',
  since: '0.1.0',
  severity: severity('high', { TI: 'low' }),
  dimensions: ['REACH', 'IDENTITY'],
  fix: 'sometimes',
  messages: {
    covered: `{policy} allows {text}, which includes ${METADATA}: credentials of the node`,
    named: `{policy} allows ${METADATA}: the cloud hands out the credentials of the node there`,
  },
  docs: {
    title: 'NetworkPolicy lets pods reach cloud metadata',
    risk: 'The metadata service hands out credentials of the node and its startup data to whoever asks: a flaw that fetches a URL is enough, and leads from one cluster to the account.',
    not: 'Version 2 of the AWS service with a hop limit of one, and the workload identity of GKE and AKS, close it; a manifest does not show them. Elsewhere than in a cloud the address means nothing.',
    fix: `Excepts ${METADATA}/32 from the range.`,
    verify: `Check that no program takes its credentials from there.`,
    check: { kubernetes: `kubectl exec NAME -- wget -qO- -T 2 http://${METADATA}/` },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K08', 'MITRE ATT&CK: T1552.005'],
  references: ['AGENT-SANDBOX', 'NETPOL'],
  check: {
    *'kubernetes.resource'(resource) {
      for (const { direction, spot, peers } of policyRules(resource)) {
        if (direction !== 'egress' || !reachesHttp(spot.get('ports'))) continue;
        for (const peer of peers.items()) {
          const cidr = peer.get('ipBlock', 'cidr').text();
          const except = peer.get('ipBlock', 'except').list();
          const text = cidr.value ?? '';
          // every address without exception is the business of network-policy-allow-all
          if (!covers(text) || except.state === 'unknown' || (EVERY_ADDRESS.has(text) && isUnset(except))) continue;
          if (except.items.some(({ value }) => value === undefined || covers(value))) continue;
          const named = text === `${METADATA}/32`;
          yield {
            at: cidr.site,
            message: named ? 'named' : 'covered',
            data: { policy: quotedName(resource.ref), text },
            fixes: named ? [] : [exception(except.site)],
          };
        }
      }
    },
  },
});

function exception(at: Site) {
  return { title: `Except ${METADATA}/32`, safety: 'review', ops: [{ op: 'append', at, value: `${METADATA}/32` }] } as const;
}

/** Whether port 80, where the service listens, is among the ports of a rule; a name may stand for any. */
function reachesHttp(ports: Spot): boolean {
  if (ports.state === 'unknown') return false;
  const items = ports.items();
  return (
    items.length === 0 ||
    items.some((item) => {
      const protocol = item.get('protocol').text();
      const port = item.get('port').integer();
      const end = item.get('endPort').integer();
      if (protocol.value !== undefined && protocol.value !== 'TCP') return false;
      return isUnset(port) || (port.value !== undefined && port.value <= 80 && (end.value ?? port.value) >= 80);
    })
  );
}

/** Whether an IPv4 range includes the metadata address. */
function covers(cidr: string): boolean {
  const [range, metadata] = [parseCidr(cidr), parseCidr(`${METADATA}/32`)];
  return range !== undefined && metadata !== undefined && contains(range, metadata);
}

/** Rules of a NetworkPolicy as it is written, whatever it selects. */
export const networkPolicyRules: readonly Rule[] = [allowAll, metadataEgress];
