import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'metallb/metallb, config/manifests/metallb-native.yaml',
  right: 'on the network of the host, raw sockets and packet filters are those of the host, for all who are on it: said so, and one step worse',
  check(project) {
    const said = (file: string) =>
      project.snapshot(file).findings.flatMap(({ rule, severity, message }) => (/^capability-added-net-/.test(rule.id) ? [`${severity}: ${message}`] : []));
    expect(said('pods.yaml')).toEqual([
      'medium: "speaker" adds NET_RAW: raw sockets: spoofs and sniffs on the network of the node',
      'high: "speaker" adds NET_ADMIN: changes interfaces, routes and packet filters of the node',
      'low: "sniffer" adds NET_RAW: raw sockets: spoofs and sniffs on the network of the container',
      'medium: "sniffer" adds NET_ADMIN: changes interfaces, routes and packet filters',
    ]);
    expect(said('compose.yaml')).toEqual([
      'medium: "sniffer" adds NET_RAW: raw sockets: spoofs and sniffs on the network of the host',
      'high: "sniffer" adds NET_ADMIN: changes interfaces, routes and packet filters of the host',
      'low: "own" adds NET_RAW: raw sockets: spoofs and sniffs on the network of the container',
      'medium: "own" adds NET_ADMIN: changes interfaces, routes and packet filters',
    ]);
  },
} satisfies Case;
