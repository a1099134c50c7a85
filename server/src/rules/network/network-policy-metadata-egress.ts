import { contains, isEveryAddress, METADATA_ADDRESS, parseCidr } from '../../isolation/address-ranges.ts';
import { isUnset } from '../../manifest/field.ts';
import type { Spot } from '../../manifest/spot.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import type { Site } from '../../syntax/site.ts';
import { writtenRules } from '../../workspace/policies.ts';
import { VOIDED_EXCEPTIONS } from '../../workspace/reach/questions.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { relatedTo } from './unguarded.ts';

export const networkPolicyMetadataEgress = defineRule({
  id: 'network-policy-metadata-egress',
  since: '0.1.0',
  severity: severity('high', { TI: 'low' }),
  dimensions: ['REACH', 'IDENTITY'],
  when: { kubernetes: ['podSelector'] },
  fix: 'sometimes',
  messages: {
    covered: `{policy} allows {text}, which includes ${METADATA_ADDRESS}: credentials of the node`,
    voided: `{policy} excepts ${METADATA_ADDRESS}, but {other} allows it for "{workload}": policies add up`,
    named: `{policy} allows ${METADATA_ADDRESS}: the cloud hands out the credentials of the node there`,
  },
  docs: {
    title: 'NetworkPolicy lets pods reach cloud metadata',
    risk: 'The metadata service hands out credentials of the node and its startup data to whoever asks: a flaw that fetches a URL is enough, and leads from one cluster to the account.',
    not: 'Version 2 of the AWS service with a hop limit of one, and the workload identity of GKE and AKS, close it; a manifest does not show them. Elsewhere than in a cloud the address means nothing.',
    fix: `Excepts ${METADATA_ADDRESS}/32 from the range.`,
    verify: `Check that no program takes its credentials from there.`,
    check: { kubernetes: `kubectl exec NAME -- wget -qO- -T 2 http://${METADATA_ADDRESS}/` },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K08', 'MITRE ATT&CK: T1552.005'],
  references: ['AGENT-SANDBOX', 'NETPOL'],
  check: {
    *'kubernetes.resource'(resource, { workspace }) {
      const { ref, spot: policy } = resource;
      const voided = ref.kind === 'NetworkPolicy' && ref.name !== undefined ? workspace.ask(VOIDED_EXCEPTIONS, ref.namespace ?? 'default', ref.name) : [];
      for (const { rule, peer, by, workload } of voided) {
        const at = policy.get('spec', 'egress', rule, 'to', peer, 'ipBlock', 'except').site;
        const data = { policy: quotedName(ref), other: `"${by.name}"`, workload: workload.name };
        yield { at, message: 'voided', data, related: [relatedTo(by, 'allows the address'), relatedTo(workload, 'is selected by both')] };
      }
      for (const { direction, ports, peers } of writtenRules(resource)) {
        if (direction !== 'egress' || !reachesHttp(ports)) continue;
        for (const peer of peers.items()) {
          const cidr = peer.get('ipBlock', 'cidr').text();
          const except = peer.get('ipBlock', 'except').list();
          const text = cidr.value ?? '';
          // every address without exception is the business of network-policy-allow-all
          if (!covers(text) || except.state === 'unknown' || (isEveryAddress(text) && isUnset(except))) continue;
          if (except.items.some(({ value }) => value === undefined || covers(value))) continue;
          const named = text === `${METADATA_ADDRESS}/32`;
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
  return { title: `Except ${METADATA_ADDRESS}/32`, safety: 'review', ops: [{ op: 'append', at, value: `${METADATA_ADDRESS}/32` }] } as const;
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
  const [range, metadata] = [parseCidr(cidr), parseCidr(`${METADATA_ADDRESS}/32`)];
  return range !== undefined && metadata !== undefined && contains(range, metadata);
}
