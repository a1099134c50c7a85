import type { ComposeService } from '../../workspace/compose-networks.ts';
import type { Workload } from '../../workspace/facts.ts';
import { rangeText } from '../../workspace/reach/addresses.ts';
import { connectionsText } from '../../workspace/reach/connections.ts';
import { exposures, outsiderText } from '../../workspace/reach/exposure.ts';
import type { Edge, Party, Reach } from '../../workspace/reach/reach.ts';
import { harmless } from '../harmless.ts';

/** As in `prod/api[Deployment]`. */
export function workloadText({ namespace, name, kind }: Workload): string {
  return harmless(`${namespace}/${name}[${kind}]`);
}

/** As in `shop/web[Service]`: the name of the project, and of the service. */
export function serviceText({ project, name }: ComposeService): string {
  return harmless(`${project}/${name}[Service]`);
}

/** A workload or service, addresses outside as in `10.0.0.0-10.255.255.255[External]`, a name outside, `{ingress-controller}`, `{host}`, or `{others on NETWORK}`. */
export function partyText(party: Party): string {
  if ('workload' in party) return workloadText(party.workload);
  if ('service' in party) return serviceText(party.service);
  if ('others' in party) return harmless(`{others on ${party.others}}`);
  if ('host' in party) return '{host}';
  if ('domain' in party) return harmless(`${party.domain}[Domain]`);
  return 'range' in party ? `${rangeText(party.range)}[External]` : '{ingress-controller}';
}

/** One line for each connection, sorted: `source => destination : connections`. */
export function reachText(edges: readonly Edge[]): string {
  const lines = edges.map(({ from, to, connections }) => `${partyText(from)} => ${partyText(to)} : ${connectionsText(connections)}\n`);
  return lines.sort().join('');
}

/** What is open to and from pods that are not in the folder, and which workloads no policy guards. */
export function exposureText(reach: Reach, edges: readonly Edge[]): string {
  const directions = [
    { title: 'Egress', arrow: '=>', direction: 'egress' },
    { title: 'Ingress', arrow: '<=', direction: 'ingress' },
  ] as const;
  const sections = directions.map(({ title, arrow, direction }) => {
    const outside = edges.flatMap(({ from, to, connections }) => {
      const [own, other] = direction === 'egress' ? [from, to] : [to, from];
      return 'workload' in own && ('range' in other || 'domain' in other) ? [{ workload: own.workload, other: partyText(other), connections }] : [];
    });
    const inside = exposures(reach, direction).map(({ workload, to, connections }) => ({ workload, other: harmless(outsiderText(to)), connections }));
    const rows = [...outside, ...inside].map(({ workload, other, connections }) => ({ name: workloadText(workload), other, connections }));
    rows.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    return { title, arrow, rows };
  });
  const width = Math.max(0, ...sections.flatMap(({ rows }) => rows.map(({ name }) => name.length)));
  const said = sections.map(({ title, arrow, rows }) => {
    const lines = rows.map(({ name, other, connections }) => `${name.padEnd(width)} \t${arrow} \t${other} : ${connectionsText(connections)}\n`);
    return `${title} Exposure:\n${lines.join('')}`;
  });
  const open = directions.flatMap(({ title, direction }) =>
    reach.workloads.flatMap((workload) => (reach.isGuarded(workload, direction) ? [] : [`${workloadText(workload)} is not protected on ${title}\n`])),
  );
  const unprotected = open.length > 0 ? `\nWorkloads not protected by network policies:\n${open.sort().join('')}` : '';
  return `Exposure Analysis Result:\n${said.join('\n')}${unprotected}`;
}
