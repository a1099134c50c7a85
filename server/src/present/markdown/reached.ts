import type { Facts, Workload } from '../../workspace/facts.ts';
import { EVERY_IPV4 } from '../../workspace/reach/addresses.ts';
import type { Change } from '../../workspace/reach/changes.ts';
import { type Connections, connectionsText, isAll, isNone, isWithin } from '../../workspace/reach/connections.ts';
import type { Reach } from '../../workspace/reach/reach.ts';
import { entriesTo, type Reached, reachedOf } from '../../workspace/reach/reached.ts';
import { type Explained, explained } from '../../workspace/reach/reasons.ts';
import { changesText } from '../reach/changes.ts';
import { explainedText } from '../reach/explained.ts';
import { partyText, workloadText } from '../reach/text.ts';
import { undecidedIn } from '../reach/undecided.ts';
import type { ActionLink } from './admission.ts';
import { code, link, plain } from './text.ts';

/** So many workloads are named in a line; the others are counted. */
const NAMED = 3;
/** So many pairs are explained on a page. */
const LISTED = 200;
const BREAK = '  \n';

/**
 * Who reaches a workload, in a few lines; `undefined` where there is nothing to say: no policy decides anything, and nothing leads to it from
 * outside.
 */
export function reachedCard(facts: Facts, reach: Reach, workload: Workload, links: readonly ActionLink[] = []): string | undefined {
  const entries = entriesTo(facts, workload).map(({ kind, name }) => `${kind} ${code(name)}`);
  if (facts.policies.length + facts.clusterPolicies.length === 0 && entries.length === 0) return undefined;
  const [by, to] = [reachedOf(reach, workload, 'ingress'), reachedOf(reach, workload, 'egress')];
  const unknown =
    facts.otherPolicies.length > 0 ? [`**Not counted** ${count(facts.otherPolicies.length, 'policy of another kind', 'policies of other kinds')}`] : [];
  return [
    `**Reached by** ${sideText(by, workload.namespace)}`,
    `**Reaches** ${sideText(to, workload.namespace)}`,
    ...(entries.length > 0 ? [`**Entry points** ${shortened(entries)}`] : []),
    ...unknown,
    ...(links.length > 0 ? [links.map(({ label, address }) => `[${label}](${link(address)})`).join(' · ')] : []),
  ].join(BREAK);
}

/** Who reaches a workload and whom it reaches, as a page: the card, and every pair with the rules that decide. */
export function reachedPage(facts: Facts, reach: Reach, workload: Workload): string {
  const card = reachedCard(facts, reach, workload) ?? 'No policy here decides who reaches it: every pod of the cluster and every address may.';
  const folder = folderOf([...facts.policies, ...facts.clusterPolicies, ...facts.workloads].map(({ at }) => at.file));
  const undecided = undecidedIn(facts, reach).map((line) => `- ${plain(line.replace(folder, ''))}\n`);
  const pairs = explained(reach, workload);
  const [may, mayNot] = [pairs.filter(({ connections }) => !isNone(connections)), pairs.filter(({ connections }) => isNone(connections))];
  const listed = (title: string, all: readonly Explained[]) => {
    const text = explainedText(all.slice(0, LISTED)).replaceAll(`(${folder}`, '(');
    const fence = fenceFor(text);
    const rest = all.length > LISTED ? `\n${all.length - LISTED} more pairs: \`bulkhead reach --explain\` has them.\n` : '';
    return all.length === 0 ? '' : `\n## ${title}\n\n${fence}text\n${text}${fence}\n${rest}`;
  };
  return [
    `# Who reaches ${plain(workload.name)}\n\n${card}\n`,
    listed('Who may connect, and why', may),
    listed('Who may not, and why', mayNot),
    ...(undecided.length > 0 ? [`\n## What is not known\n\n${undecided.join('')}`] : []),
  ].join('');
}

/** What opened and closed since a file was saved, as a page. */
export function changesPage(changes: readonly Change[]): string {
  const text = changesText(changes);
  const fence = fenceFor(text);
  return `# Who reaches whom since the last save\n\nWhat opened (+) and what closed (-) for workloads whose policies or labels changed.\n\n${fence}diff\n${text}${fence}\n`;
}

/** Longer than what a text has of it. */
function fenceFor(text: string): string {
  return '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
}

function sideText({ isGuarded, everyPod, workloads, addresses }: Reached, namespace: string): string {
  if (!isGuarded) return 'every pod and every address: no policy here says otherwise';
  const more = workloads.filter(({ connections }) => !isWithin(connections, everyPod));
  const parts = [
    ...(isNone(everyPod) ? [] : [`every pod${portsText(everyPod)}`]),
    ...more.map(({ workload, connections }) => `${code(workload.namespace === namespace ? workload.name : workloadText(workload))}${portsText(connections)}`),
    ...addresses.map(
      ({ range, connections }) => `${isEvery(range) ? 'every address' : code(partyText({ range }).replace('[External]', ''))}${portsText(connections)}`,
    ),
  ];
  return parts.length === 0 ? 'nobody here' : shortened(parts);
}

function isEvery({ family, first, last }: Reached['addresses'][number]['range']): boolean {
  return family === 4 && first === EVERY_IPV4.first && last === EVERY_IPV4.last;
}

function portsText(connections: Connections): string {
  return isAll(connections) ? '' : ` (${connectionsText(connections)})`;
}

function shortened(parts: readonly string[]): string {
  const rest = parts.length - NAMED;
  return [...parts.slice(0, NAMED), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** The folder that all files are in, with its slash. */
function folderOf(files: readonly string[]): string {
  const [first = '', ...others] = files;
  let folder = first.slice(0, first.lastIndexOf('/') + 1);
  while (folder !== '' && !others.every((file) => file.startsWith(folder))) folder = folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
  return folder;
}
