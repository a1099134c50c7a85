import { matches } from '../selectors.ts';
import type { Service } from '../services.ts';
import { question } from '../workspace.ts';
import { workloadIn } from './questions.ts';

/** A port that a policy can name: by its number, or by the name that a container gives it. */
export interface Door {
  readonly port: number | string;
  readonly protocol: string;
}

/** The ports on which a workload evidently means to be reached: those that its containers declare, and those to which Services lead. */
export const DOORS = question('doors of a workload', (workspace, namespace: string, kind: string, name: string): readonly Door[] => {
  const workload = workloadIn(workspace, namespace, kind, name);
  if (!workload) return [];
  const services = workspace.facts.services.filter((one) => one.namespace === namespace && isFor(one, workload.labels));
  const names = new Map(workload.ports.flatMap((port) => (port.name === undefined ? [] : [[port.name, port.number] as const])));
  const declared = workload.ports.map(({ number, protocol }): Door => ({ port: number, protocol }));
  return unique([
    ...declared,
    ...services.flatMap(({ ports }) => ports.map(({ target, protocol }): Door => ({ port: names.get(`${target}`) ?? target, protocol }))),
  ]);
});

/** The Services of a namespace with pods behind them, by name. */
export const SERVICES = question('services', ({ facts }, namespace: string): readonly Pick<Service, 'name' | 'selector' | 'ports'>[] =>
  facts.services.flatMap(({ name, selector, ports, ...one }) => (one.namespace === namespace && selector ? [{ name, selector, ports }] : [])),
);

function isFor({ selector }: Service, labels: Readonly<Record<string, string>>): boolean {
  return selector !== undefined && matches({ labels: selector, expressions: [] }, labels);
}

function unique(doors: readonly Door[]): Door[] {
  return [...new Map(doors.map((door) => [JSON.stringify(door), door])).values()];
}
