import type { Rule } from '../rule.ts';
import { composeNetworkFlat } from './compose-network-flat.ts';
import { externalNetworkOrLink } from './external-network-or-link.ts';
import { hostGatewayAlias } from './host-gateway-alias.ts';
import { hostPort } from './host-port.ts';
import { hostsFileOverride } from './hosts-file-override.ts';
import { ingressSnippet } from './ingress-snippet.ts';
import { networkPolicyAllowAll } from './network-policy-allow-all.ts';
import { networkPolicyHostNetworkBypass } from './network-policy-host-network-bypass.ts';
import { networkPolicyMetadataEgress } from './network-policy-metadata-egress.ts';
import { networkPolicyMissingEgress } from './network-policy-missing-egress.ts';
import { networkPolicyMissingIngress } from './network-policy-missing-ingress.ts';
import { networkPolicyNoMatch } from './network-policy-no-match.ts';
import { networkPolicyWithoutDns } from './network-policy-without-dns.ts';
import { portPublishedAllInterfaces } from './port-published-all-interfaces.ts';
import { probeHostSet } from './probe-host-set.ts';
import { serviceExternalIps } from './service-external-ips.ts';
import { serviceLinksEnabled } from './service-links-enabled.ts';

export const NETWORK: readonly Rule[] = [
  hostPort,
  probeHostSet,
  hostsFileOverride,
  hostGatewayAlias,
  serviceLinksEnabled,
  portPublishedAllInterfaces,
  composeNetworkFlat,
  externalNetworkOrLink,
  networkPolicyAllowAll,
  networkPolicyMetadataEgress,
  networkPolicyMissingIngress,
  networkPolicyMissingEgress,
  networkPolicyNoMatch,
  networkPolicyHostNetworkBypass,
  networkPolicyWithoutDns,
  serviceExternalIps,
  ingressSnippet,
];
