import type { Consequence, Step } from '../../workspace/identity/consequence.ts';
import type { AccountKey } from '../../workspace/identity/identities.ts';
import type { Identity } from '../../workspace/identity/report.ts';
import type { Place } from '../../workspace/place.ts';
import { harmless } from '../harmless.ts';

/** A place in words: `rbac.yaml:12`. */
export type PlaceText = (place: Place) => string;

/** Each workload with its account, and below it, step by step, what its token leads to. */
export function identityText(all: readonly Identity[], placeText: PlaceText): string {
  return all
    .map((identity) => [headOf(identity), ...identity.consequence.steps.map((step) => `  ${stepText(step, placeText)}`)].join('\n'))
    .join('\n')
    .concat(all.length > 0 ? '\n' : '');
}

function headOf(identity: Identity): string {
  const { runner, namespace, account, token } = identity;
  const what = consequenceText(identity);
  const worse = identity.consequence.grade !== 'none';
  const has =
    token === undefined
      ? `a template decides whether with a token, which ${what}`
      : token
        ? `with a token: ${what}`
        : `without a token${worse ? `, which ${what}` : ''}`;
  return harmless(`${namespace}/${runner.name}[${runner.kind}] as ${accountText(account)}, ${has}`);
}

/** As in `prod/builder`. */
export function accountText({ namespace, name }: AccountKey): string {
  return `${namespace}/${name}`;
}

function consequenceText({ consequence, bindings }: Identity): string {
  const { grade, unknown } = consequence;
  if (grade !== 'none') return gradeText(consequence);
  if (bindings === 0) return 'has no binding in these files';
  return unknown.length > 0 ? 'leads nowhere that is known' : 'leads nowhere else';
}

/** What somebody gets who has the token. */
export function gradeText({ grade, scope, lets }: Pick<Consequence, 'grade' | 'scope' | 'lets'>): string {
  const there = scope === '*' ? 'every namespace' : `the namespace ${scope}`;
  const level = lets === undefined || lets.level === 'none' ? 'no Pod Security level' : `the Pod Security level ${lets.level}`;
  return {
    cluster: 'takes over the cluster',
    node: `gets root on a node, as ${there} ${lets === undefined ? 'can be made to let in any pod' : `enforces ${level}`}`,
    namespace: `takes over ${there}, with its Secrets and accounts`,
    lateral: `acts on other workloads of ${scope === '*' ? 'the cluster' : there}`,
    read: `reads the Secrets of ${there}`,
    none: 'leads nowhere else',
  }[grade];
}

function stepText({ account, can, scope, means, subject, binding, role }: Step, placeText: PlaceText): string {
  const where = scope === '*' ? 'everywhere' : `in ${scope}`;
  const group = subject.kind === 'ServiceAccount' ? '' : ` for the ${subject.kind.toLowerCase()} ${subject.name}`;
  const brought = role.builtIn ? ', which every cluster has' : role.part === undefined ? '' : ` by its part ${role.part}`;
  return harmless(
    `${accountText(account)} may ${can} ${where}: ${means} (${binding.kind} ${binding.name}${group}, ${role.kind} ${role.name}${brought}: ${placeText(role.at)})`,
  );
}
