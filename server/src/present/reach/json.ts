import { type Connections, connectionsText, PROTOCOLS } from '../../workspace/reach/connections.ts';
import { exposures, outsiderText } from '../../workspace/reach/exposure.ts';
import type { Edge, Reach } from '../../workspace/reach/reach.ts';
import { harmlessJson } from '../harmless.ts';
import { partyText, workloadText } from './text.ts';

/** Connections, exposure and what no policy guards, as one JSON text. */
export function reachJson(reach: Reach, edges: readonly Edge[], unknown: readonly string[]): string {
  const connections = edges.map((edge) => ({ source: partyText(edge.from), destination: partyText(edge.to), ...allowed(edge.connections) }));
  const directions = ['ingress', 'egress'] as const;
  const exposure = directions.flatMap((direction) =>
    exposures(reach, direction).map(({ workload, to, connections: open }) => ({
      workload: workloadText(workload),
      direction,
      to: outsiderText(to),
      ...allowed(open),
    })),
  );
  const unguarded = directions.flatMap((direction) =>
    reach.workloads.flatMap((workload) => (reach.isGuarded(workload, direction) ? [] : [{ workload: workloadText(workload), direction }])),
  );
  const source = ({ source: from, destination: to }: { readonly source: string; readonly destination: string }) => `${from} ${to}`;
  connections.sort((a, b) => (source(a) < source(b) ? -1 : 1));
  return `${harmlessJson(JSON.stringify({ version: 1, connections, exposure, unguarded, unknown }, null, 2))}\n`;
}

/** In words, and each protocol with its ports from the first to the last. */
function allowed(connections: Connections) {
  const ports = PROTOCOLS.flatMap((protocol) => (connections[protocol].length > 0 ? [[protocol, connections[protocol]] as const] : []));
  return { connections: connectionsText(connections), ports: Object.fromEntries(ports) };
}
