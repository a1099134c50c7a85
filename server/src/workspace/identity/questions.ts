import type { Automount } from '../../manifest/kubernetes/views.ts';
import type { Facts } from '../facts.ts';
import type { Place } from '../place.ts';
import type { Labels } from '../selectors.ts';
import { question, type Workspace } from '../workspace.ts';
import type { Grade } from './asks.ts';
import { type Consequence, Consequences, gradeOf } from './consequence.ts';
import type { CloudIdentity, RoleRule } from './facts.ts';
import { type AccountKey, Identities, type IdentityFacts } from './identities.ts';
import { byName } from './report.ts';

/** The facts that accounts and what they may do are made of. */
const ABOUT = ['accounts', 'roles', 'bindings', 'runners'] as const;
const identitiesOf = (facts: IdentityFacts) => new Identities(facts);
const identitiesIn = (workspace: Workspace) => workspace.derived(ABOUT, identitiesOf);
const consequencesOf = (facts: IdentityFacts & Pick<Facts, 'namespaces'>) => new Consequences(new Identities(facts), byName(facts.namespaces));

/** A namespace in an argument, which is a text. */
const written = (namespace: string) => (namespace === '' ? undefined : namespace);

/** What the token of an account leads to. The namespace is empty where none is written. */
export const CONSEQUENCE = question('consequence', (workspace, namespace: string, name: string): Consequence => {
  const identities = identitiesIn(workspace);
  return workspace.derived([...ABOUT, 'namespaces'], consequencesOf).of(identities.accountKey(written(namespace), name));
});

/** What is written of an account; `undefined` if no file shows it. */
export interface Shown {
  readonly automount: Automount;
  readonly cloud: readonly CloudIdentity[];
  readonly at: Place;
}

/** What is written of an account. The namespace is empty where none is written. */
export const ACCOUNT = question('account', (workspace, namespace: string, name: string): Shown | undefined => {
  const identities = identitiesIn(workspace);
  const account = identities.account(identities.accountKey(written(namespace), name));
  return account && { automount: account.automount, cloud: account.cloud, at: account.at };
});

/** What runs as an account. */
export interface Neighbour {
  readonly kind: string;
  readonly name: string;
  readonly parts: Labels;
  readonly token: boolean | undefined;
  readonly at: Place;
}

/** What runs as an account. The namespace is empty where none is written. */
export const NEIGHBOURS = question('neighbours', (workspace, namespace: string, name: string): readonly Neighbour[] => {
  const identities = identitiesIn(workspace);
  const runners = identities.runners(identities.accountKey(written(namespace), name));
  return runners.map((runner) => ({ kind: runner.kind, name: runner.name, parts: runner.parts, token: identities.tokenOf(runner), at: runner.at }));
});

/** A binding that gives something to an account. */
export interface Bound {
  readonly binding: { readonly kind: string; readonly name: string };
  readonly role: { readonly kind: string; readonly name: string };
  readonly subject: { readonly kind: string; readonly name: string; readonly at: Place };
}

/** Which bindings give something to an account. The namespace is empty where none is written. */
export const BOUND = question('bound', (workspace, namespace: string, name: string): readonly Bound[] => {
  const identities = identitiesIn(workspace);
  const key: AccountKey = identities.accountKey(written(namespace), name);
  return identities.bindingsOf(key).map(({ binding, subject }) => ({
    binding: { kind: binding.kind, name: binding.name },
    role: { kind: binding.role.kind, name: binding.role.name },
    subject: { kind: subject.kind, name: subject.name, at: subject.at },
  }));
});

/** How bad it is to have a role, as a binding of this kind and namespace gives it; `undefined` if no file shows the role. */
export const ROLE_GRADE = question('role-grade', (workspace, kind: string, name: string, namespace: string, bindingKind: string): Grade | undefined => {
  const identities = identitiesIn(workspace);
  const scope = bindingKind === 'RoleBinding' ? identities.namespaceOf(written(namespace)) : '*';
  const role = identities.roleNamed(kind, name, scope);
  return (
    role &&
    gradeOf(
      identities.rulesOf(role).map(({ rule }) => rule),
      scope,
    )
  );
});

/** The rules of a ClusterRole that a file shows; `undefined` for one that is made of others, too. */
export const CLUSTER_ROLE = question('cluster-role', (workspace, name: string): readonly RoleRule[] | undefined => {
  const role = identitiesIn(workspace).roleNamed('ClusterRole', name, '*');
  return role?.at && !role.aggregates ? role.rules : undefined;
});
