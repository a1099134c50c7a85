import type { Rule } from '../rule.ts';
import { composeNetworkFlat } from './compose-network-flat.ts';
import { externalNetworkOrLink } from './external-network-or-link.ts';
import { hostGatewayAlias } from './host-gateway-alias.ts';
import { hostPort } from './host-port.ts';
import { hostsFileOverride } from './hosts-file-override.ts';
import { ingressSnippet } from './ingress-snippet.ts';
import { networkPolicyAllowAll } from './network-policy-allow-all.ts';
import { networkPolicyMetadataEgress } from './network-policy-metadata-egress.ts';
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
  serviceExternalIps,
  ingressSnippet,
];
