import { connectionsText } from '../../workspace/reach/connections.ts';
import type { Explained, Reason } from '../../workspace/reach/reasons.ts';
import { harmless } from '../harmless.ts';
import { workloadText } from './text.ts';

/** Every pair with the reasons of both directions, sorted; pairs that may not connect, too. */
export function explainedText(all: readonly Explained[]): string {
  const blocks = all.map(({ from, to, connections, egress, ingress }) => {
    const pair = `${workloadText(from)} => ${workloadText(to)} : ${connectionsText(connections)}\n`;
    return `${pair}  egress: ${reasonText(egress, workloadText(from))}\n  ingress: ${reasonText(ingress, workloadText(to))}\n`;
  });
  return blocks.sort().join('');
}

function reasonText(reason: Reason, workload: string): string {
  if (reason.kind === 'unguarded') return `no policy guards ${workload}`;
  if (reason.kind === 'denied') return `denied by ${reason.by.map(policyText).join(', ')}, since no rule allows it`;
  return reason.by.map(({ policy, rule, connections }) => `${connectionsText(connections)} by rule ${rule} of ${policyText(policy)}`).join(', ');
}

function policyText({ namespace, name, at }: { readonly namespace: string; readonly name: string; readonly at: { readonly file: string } }): string {
  return harmless(`NetworkPolicy ${namespace}/${name} (${at.file})`);
}
