import type { Facts, Namespace } from '../facts.ts';
import { type Consequence, Consequences } from './consequence.ts';
import type { Runner } from './facts.ts';
import { type AccountKey, Identities } from './identities.ts';

/** Whom a workload runs as, and what that means. */
export interface Identity {
  readonly runner: Runner;
  readonly namespace: string;
  readonly account: AccountKey;
  /** A file shows the ServiceAccount object. */
  readonly shown: boolean;
  /** Whether its pods have a token; `undefined` if a template decides. */
  readonly token: boolean | undefined;
  /** Bindings that give the account something, of any kind. */
  readonly bindings: number;
  /** What the token leads to, or would. */
  readonly consequence: Consequence;
}

/** Whom each workload runs as, by namespace and name. */
export function identitiesIn(facts: Facts): Identity[] {
  const identities = new Identities(facts);
  const consequences = new Consequences(identities, byName(facts.namespaces));
  const all = facts.runners.map((runner): Identity => {
    const account = identities.accountOf(runner);
    return {
      runner,
      namespace: identities.namespaceOf(runner.namespace ?? account.namespace),
      account,
      shown: identities.account(account) !== undefined,
      token: identities.tokenOf(runner),
      bindings: identities.bindingsOf(account).length,
      consequence: consequences.of(account),
    };
  });
  const key = ({ namespace, runner }: Identity) => `${namespace}/${runner.name} ${runner.kind}`;
  return all.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** Namespace objects by their names. */
export function byName(namespaces: readonly Namespace[]): ReadonlyMap<string, Namespace> {
  return new Map(namespaces.map((namespace) => [namespace.name, namespace]));
}
