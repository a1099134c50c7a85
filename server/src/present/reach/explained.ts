import type { ComposeReach } from '../../workspace/reach/compose.ts';
import { connectionsText } from '../../workspace/reach/connections.ts';
import type { Explained, Reason, Reasons } from '../../workspace/reach/reasons.ts';
import type { Decision } from '../../workspace/reach/tiers.ts';
import { harmless } from '../harmless.ts';
import { serviceText, workloadText } from './text.ts';

/** Every pair with the reasons of both directions, sorted; pairs that may not connect, too. */
export function explainedText(all: readonly Explained[]): string {
  const blocks = all.map(({ from, to, connections, egress, ingress }) => {
    const pair = `${workloadText(from)} => ${workloadText(to)} : ${connectionsText(connections)}\n`;
    return `${pair}  egress: ${reasonsText(egress, workloadText(from))}\n  ingress: ${reasonsText(ingress, workloadText(to))}\n`;
  });
  return blocks.sort().join('');
}

/** Every pair of services of Compose projects with the networks that they share, sorted; pairs that share none, too. */
export function composeExplainedText(reach: ComposeReach): string {
  const shared = new Map(reach.shared().map(({ from, to, networks }) => [`${serviceText(from)} => ${serviceText(to)}`, networks]));
  const pairs = reach.services.flatMap((from) => reach.services.flatMap((to) => (from === to ? [] : [`${serviceText(from)} => ${serviceText(to)}`])));
  const blocks = pairs.map((pair) => {
    const networks = shared.get(pair);
    if (networks === undefined) return `${pair} : No Connections\n  no network in common\n`;
    return `${pair} : All Connections\n  ${networks === 'own' ? 'one network of its own for both' : harmless(`by ${networks.map(({ name }) => name).join(', ')}`)}\n`;
  });
  return blocks.sort().join('');
}

function reasonsText({ admin, reason, baseline, undecided }: Reasons, workload: string): string {
  const others = reason?.kind === 'unguarded' ? (undecided ? [reasonText(reason, workload)] : []) : reason ? [reasonText(reason, workload)] : [];
  return [...admin.map(decisionText), ...baseline.map(decisionText), ...others].join(', ');
}

const ACTIONS = { Accept: '', Deny: ' denied', Pass: ' left to the next tier' } as const;

function decisionText({ policy, rule, action, connections }: Decision): string {
  return `${connectionsText(connections)}${ACTIONS[action]} by rule ${rule} of ${policyText(policy)}`;
}

function reasonText(reason: Reason, workload: string): string {
  if (reason.kind === 'unguarded') return `no policy guards ${workload}`;
  if (reason.kind === 'denied') return `denied by ${reason.by.map(policyText).join(', ')}, since no rule allows it`;
  return reason.by.map(({ policy, rule, connections }) => `${connectionsText(connections)} by rule ${rule} of ${policyText(policy)}`).join(', ');
}

interface Named {
  readonly kind?: string;
  readonly namespace?: string;
  readonly name: string;
  readonly at: { readonly file: string };
}

function policyText({ kind = 'NetworkPolicy', namespace, name, at }: Named): string {
  return harmless(`${kind} ${namespace === undefined ? '' : `${namespace}/`}${name} (${at.file})`);
}
