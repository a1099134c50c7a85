import type { Change, Side } from '../../workspace/reach/changes.ts';
import { type Connections, connectionsText, isAll } from '../../workspace/reach/connections.ts';
import { harmless } from '../harmless.ts';
import { partyText } from './text.ts';

/** What opened and closed, in a few words: `Opens TCP 5432 of db to the whole cluster, 2 more · closes 1`. */
export function changesTitle(changes: readonly Change[]): string {
  const [opened, closed] = [changes.filter((change) => change.opened), changes.filter((change) => !change.opened)];
  const said = ([first, ...others]: readonly Change[], verb: string) =>
    first ? [`${verb} ${changeWords(first)}${others.length > 0 ? `, ${others.length} more` : ''}`] : [];
  const both = opened.length > 0 && closed.length > 0;
  return [...said(opened, 'Opens'), ...(both ? [`closes ${closed.length}`] : said(closed, 'Closes'))].join(' · ');
}

/** A line each, as `bulkhead reach --diff` has them: `+` for what opened, `-` for what closed. */
export function changesText(changes: readonly Change[]): string {
  const sideText = (side: Side) => (side === 'every-pod' ? 'entire-cluster' : partyText(side));
  return changes
    .map(({ opened, from, to, connections }) => `${opened ? '+' : '-'} ${sideText(from)} => ${sideText(to)} : ${connectionsText(connections)}\n`)
    .join('');
}

function changeWords({ from, to, connections }: Change): string {
  return `${ports(connections)} of ${short(to)} to ${short(from)}`;
}

function ports(connections: Connections): string {
  return isAll(connections) ? 'everything' : connectionsText(connections);
}

function short(side: Side): string {
  if (side === 'every-pod') return 'the whole cluster';
  if ('workload' in side) return harmless(side.workload.name);
  return partyText(side).replace('[External]', '').replace('0.0.0.0-255.255.255.255', 'every address');
}
