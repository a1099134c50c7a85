import { type Connections, connectionsText } from '../../workspace/reach/connections.ts';
import type { Edge } from '../../workspace/reach/reach.ts';
import { partyText } from './text.ts';

/** What opened (`+`), what closed (`-`) and what changed (`~`) between two states, sorted; empty if nothing did. Both have their addresses cut alike. */
export function differenceText(before: readonly Edge[], after: readonly Edge[]): string {
  const [old, now] = [byPair(before), byPair(after)];
  const lines = [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((pair) => {
    const [was, is] = [old.get(pair), now.get(pair)].map((connections) => (connections === undefined ? undefined : connectionsText(connections)));
    if (was === is) return [];
    return was === undefined ? [`+ ${pair} : ${is}\n`] : is === undefined ? [`- ${pair} : ${was}\n`] : [`~ ${pair} : ${is} (was ${was})\n`];
  });
  return lines.join('');
}

function byPair(edges: readonly Edge[]): Map<string, Connections> {
  return new Map(edges.map(({ from, to, connections }) => [`${partyText(from)} => ${partyText(to)}`, connections]));
}
