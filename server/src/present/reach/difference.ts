import { type Connections, connectionsText } from '../../workspace/reach/connections.ts';
import type { Reach } from '../../workspace/reach/reach.ts';
import { partyText } from './text.ts';

/** What opened (`+`), what closed (`-`) and what changed (`~`) between two states, sorted; empty if nothing did. */
export function differenceText(before: Reach, after: Reach): string {
  const [old, now] = [byPair(before, after), byPair(after, before)];
  const lines = [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((pair) => {
    const [was, is] = [old.get(pair), now.get(pair)].map((connections) => (connections === undefined ? undefined : connectionsText(connections)));
    if (was === is) return [];
    return was === undefined ? [`+ ${pair} : ${is}\n`] : is === undefined ? [`- ${pair} : ${was}\n`] : [`~ ${pair} : ${is} (was ${was})\n`];
  });
  return lines.join('');
}

function byPair(reach: Reach, beside: Reach): Map<string, Connections> {
  return new Map(reach.edges(beside).map(({ from, to, connections }) => [`${partyText(from)} => ${partyText(to)}`, connections]));
}
