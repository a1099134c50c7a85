import { isUnset, partOf } from '../../manifest/field.ts';
import type { PodView } from '../../manifest/kubernetes/views.ts';
import type { Site } from '../../syntax/site.ts';
import type { Consequence, Step } from '../../workspace/identity/consequence.ts';
import { accountFieldOf } from '../../workspace/identity/facts.ts';
import { NEIGHBOURS, type Neighbour } from '../../workspace/identity/questions.ts';
import type { Place } from '../../workspace/place.ts';
import type { Asked } from '../../workspace/workspace.ts';
import type { Related } from '../rule.ts';
import { isController } from './controllers.ts';

/** The site of a place in whatever file. */
export function siteOf({ file, site }: Place): Site {
  return { ...site, file };
}

/** Where a right holds, in words, seen from a namespace. */
export function whereText(scope: string, own: string): string {
  return scope === '*' ? 'everywhere' : scope === own ? 'in its namespace' : `in "${scope}"`;
}

/** The steps of a chain, each where it is written: who is bound, and what the role says. */
export function chainOf({ steps, lets }: Consequence): Related[] {
  const links = steps.flatMap((step): Related[] => [
    { at: siteOf(step.subject.at), message: `${step.binding.kind} "${step.binding.name}" gives ${roleText(step)} to ${subjectText(step)}` },
    { at: siteOf(step.role.at), message: `which may ${step.can} ${whereText(step.scope, step.account.namespace)}: ${step.means}` },
  ]);
  const level = lets?.level === 'none' ? 'enforces no Pod Security level' : `enforces the Pod Security level ${lets?.level}`;
  return lets ? [...links, { at: siteOf(lets.at), message: `its namespace ${level}` }] : links;
}

function roleText({ role }: Step): string {
  const part = role.part === undefined ? '' : ` with its part "${role.part}"`;
  return `${role.kind} "${role.name}"${part}${role.builtIn ? ', which every cluster has,' : ''}`;
}

function subjectText({ subject }: Step): string {
  return `${subject.kind === 'ServiceAccount' ? subject.kind : subject.kind.toLowerCase()} "${subject.name}"`;
}

/** Where the account of a pod is named, or is missing. */
export function accountPlace(pod: PodView): { readonly at: Site; readonly anchor?: Site } {
  const field = accountFieldOf(pod);
  return { at: field.site, ...(isUnset(field) ? { anchor: partOf(pod.site, 'key') } : {}) };
}

/** The workload of a pod among those that run as its account; `undefined` for a pod that an operator completes. */
export function runnerOf({ ref }: PodView, account: string, workspace: Asked): Neighbour | undefined {
  return workspace.ask(NEIGHBOURS, ref.namespace ?? '', account).find(({ kind, name }) => kind === ref.kind && name === ref.name);
}

/**
 * Whether what a file says of an account is meant for a workload. The account `default` of the namespace `default`, or of none that is
 * written, is many accounts: only what stands in the same folder, or in one around it or below, is taken to be about it.
 */
export function isMeant(pod: PodView, account: string, runner: Neighbour, subject: Place): boolean {
  if (account !== 'default' || (pod.ref.namespace ?? 'default') !== 'default') return true;
  const [own, other] = [runner.at.file, subject.file].map((file) => file.slice(0, file.lastIndexOf('/') + 1)) as [string, string];
  return own.startsWith(other) || other.startsWith(own);
}

/** Why a workload may need wide rights: a label names a known controller, or its name is that of one. */
export function expectedOf(pod: PodView, { name, parts }: Neighbour): Related | undefined {
  const known = ['app.kubernetes.io/name', 'app.kubernetes.io/part-of'].find((key) => isController(parts[key]));
  const at = partOf(pod.site, 'key');
  if (known) return { at, message: `lower, since the label ${known} names a controller that needs wide rights` };
  return CONTROLLER.test(name) ? { at, message: 'lower, since by its name it is a controller: check that it needs these rights' } : undefined;
}

/** Words in the names of what works on the API server for a living. */
const CONTROLLER = /(?:^|[-.])(?:operator|controller|controllers|manager|provisioner|autoscaler|scheduler|webhook|injector|installer)(?:[-.]|$)/;

/** Whether a name is that of a controller, as those who write them choose them. */
export function isControllerName(name: string): boolean {
  return CONTROLLER.test(name) || isController(name);
}
