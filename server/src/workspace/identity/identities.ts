import type { Place } from '../place.ts';
import { matches } from '../selectors.ts';
import { BUILT_IN_ROLES } from './built-in.ts';
import type { Account, Binding, Role, RoleRule, Runner, Subject } from './facts.ts';

/** What the files of a workspace say of who may do what. */
export interface IdentityFacts {
  readonly accounts: readonly Account[];
  readonly roles: readonly Role[];
  readonly bindings: readonly Binding[];
  readonly runners: readonly Runner[];
}

/** An account by its name. */
export interface AccountKey {
  readonly namespace: string;
  readonly name: string;
}

/** A rule that somebody has, by which way, and where it holds. */
export interface Grant {
  readonly rule: RoleRule;
  /** A namespace, or `*`. */
  readonly scope: string;
  readonly role: Role;
  readonly binding: Binding;
  readonly subject: Subject;
}

/** A binding to a role that no file shows. */
export interface Unknown {
  readonly binding: Binding;
  readonly subject: Subject;
}

/** What an account is allowed, as far as the files show it. */
export interface Rights {
  readonly grants: readonly Grant[];
  readonly unknown: readonly Unknown[];
}

/** More roles than these are not gathered into one: no cluster aggregates so many. */
const MOST_PARTS = 500;

/** Accounts, roles and bindings of some files, with what connects them. */
export class Identities {
  readonly #facts: IdentityFacts;
  /** The namespace of what is written without one, where bindings say it. */
  readonly #homes: ReadonlyMap<string, string>;
  readonly #home: string;
  readonly #roles = new Map<string, Role>();
  readonly #clusterRoles: readonly Role[];
  readonly #bySubject = new Map<string, { readonly binding: Binding; readonly subject: Subject }[]>();
  readonly #accounts = new Map<string, Account>();
  readonly #inNamespace = new Map<string, Map<string, AccountKey>>();
  readonly #runners = new Map<string, Runner[]>();
  readonly #rights = new Map<string, Rights>();

  constructor(facts: IdentityFacts) {
    this.#facts = facts;
    this.#homes = homesOf(facts);
    const said = new Set(this.#homes.values());
    this.#home = said.size === 1 ? ([...said][0] as string) : 'default';
    // what a file says of a role that every cluster brings counts
    const written = new Set(facts.roles.flatMap(({ kind, name }) => (kind === 'ClusterRole' ? [name] : [])));
    const all = [...facts.roles, ...BUILT_IN_ROLES.filter(({ name }) => !written.has(name))];
    this.#clusterRoles = all.filter(({ kind }) => kind === 'ClusterRole');
    for (const role of this.#clusterRoles) keep(this.#roles, `* ${role.name}`, role);
    for (const role of all) if (role.kind === 'Role') keep(this.#roles, `${role.namespace ?? this.#home} ${role.name}`, role);
    for (const binding of facts.bindings) for (const subject of binding.subjects) this.#note(binding, subject);
    for (const account of facts.accounts) {
      const key = this.accountKey(account.namespace, account.name);
      keep(this.#accounts, keyText(key), account);
      this.#see(key);
    }
    for (const runner of facts.runners) {
      const key = this.accountOf(runner);
      add(this.#runners, keyText(key), runner);
      this.#see(key);
    }
  }

  /** The namespace of what is written without one. */
  namespaceOf(namespace: string | undefined): string {
    return namespace ?? this.#home;
  }

  /** An account by a name as it is written. */
  accountKey(namespace: string | undefined, name: string): AccountKey {
    return { namespace: namespace ?? this.#homes.get(name) ?? this.#home, name };
  }

  /** Whom something runs as. */
  accountOf({ namespace, account }: Pick<Runner, 'namespace' | 'account'>): AccountKey {
    return this.accountKey(namespace, account);
  }

  /** The ServiceAccount object; `undefined` if no file shows it. */
  account(key: AccountKey): Account | undefined {
    return this.#accounts.get(keyText(key));
  }

  /** What runs as an account. */
  runners(key: AccountKey): readonly Runner[] {
    return this.#runners.get(keyText(key)) ?? [];
  }

  /** Everything that runs. */
  get allRunners(): readonly Runner[] {
    return this.#facts.runners;
  }

  /** Every binding. */
  get bindings(): readonly Binding[] {
    return this.#facts.bindings;
  }

  /** The accounts of a namespace that the files show, sorted. */
  accountsIn(namespace: string): readonly AccountKey[] {
    return [...(this.#inNamespace.get(namespace)?.values() ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** All accounts that the files show. */
  everyAccount(): readonly AccountKey[] {
    return [...this.#inNamespace.keys()].sort().flatMap((namespace) => this.accountsIn(namespace));
  }

  /** The namespaces that have an account of a name. */
  namespacesOf(name: string): readonly string[] {
    return [...this.#inNamespace].flatMap(([namespace, all]) => (all.has(name) ? [namespace] : [])).sort();
  }

  /** Whether a token is in a pod: `undefined` if a template or an account that no file shows whole decides. */
  tokenOf(runner: Runner): boolean | undefined {
    if (runner.projected) return true;
    const account = this.account(this.accountOf(runner))?.automount ?? 'unset';
    const decided = runner.automount === 'unset' ? account : runner.automount;
    return decided === 'unknown' ? undefined : decided !== false;
  }

  /** The bindings of an account: by its name, as a user, and by the groups that every account is in. */
  bindingsOf(key: AccountKey): readonly { readonly binding: Binding; readonly subject: Subject }[] {
    return subjectKeys(key).flatMap((subject) => this.#bySubject.get(subject) ?? []);
  }

  /** What an account may do. */
  rightsOf(key: AccountKey): Rights {
    const known = this.#rights.get(keyText(key));
    if (known) return known;
    const all = this.bindingsOf(key).map(({ binding, subject }) => ({ binding, subject, role: this.roleOf(binding) }));
    const rights = {
      grants: all.flatMap(({ binding, subject, role }) => (role ? this.#grants(role, binding, subject) : [])),
      unknown: all.flatMap(({ binding, subject, role }) => (role ? [] : [{ binding, subject }])),
    };
    this.#rights.set(keyText(key), rights);
    return rights;
  }

  /** The role that a binding gives; `undefined` if no file shows it. */
  roleOf(binding: Binding): Role | undefined {
    return this.roleNamed(binding.role.kind, binding.role.name, this.scopeOf(binding));
  }

  /** A role by its kind and name, as a binding of a scope means it. */
  roleNamed(kind: string, name: string, scope: string): Role | undefined {
    if (kind === 'ClusterRole') return this.#roles.get(`* ${name}`);
    return scope === '*' ? undefined : this.#roles.get(`${scope} ${name}`);
  }

  /** Where a binding holds: a namespace, or `*`. */
  scopeOf({ kind, namespace }: Binding): string {
    return kind === 'ClusterRoleBinding' ? '*' : this.namespaceOf(namespace);
  }

  /** What a role says itself, or by the roles that it gathers. Source: Kubernetes, clusterroleaggregation: own rules of such a role are overwritten. */
  rulesOf(role: Role): readonly { readonly rule: RoleRule; readonly role: Role }[] {
    const seen = new Set<Role>();
    const open = [role];
    for (let next = open.pop(); next && seen.size < MOST_PARTS; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const { aggregates } = next;
      if (aggregates) open.push(...this.#clusterRoles.filter(({ labels }) => aggregates.some((one) => !one.unknown && matches(one, labels))));
    }
    return [...seen].flatMap((part) => (part.aggregates ? [] : part.rules.map((rule) => ({ rule, role: part }))));
  }

  #grants(role: Role, binding: Binding, subject: Subject): Grant[] {
    return this.rulesOf(role).map(({ rule, role: part }) => ({ rule, role: part, scope: this.scopeOf(binding), binding, subject }));
  }

  #note(binding: Binding, subject: Subject): void {
    if (subject.kind !== 'ServiceAccount') {
      add(this.#bySubject, `${subject.kind} ${subject.name}`, { binding, subject });
      return;
    }
    // a ClusterRoleBinding without the namespace of an account is refused, but mostly a build adds it
    const key = this.accountKey(subject.namespace ?? binding.namespace, subject.name);
    add(this.#bySubject, `ServiceAccount ${keyText(key)}`, { binding, subject });
    this.#see(key);
  }

  #see(key: AccountKey): void {
    const known = this.#inNamespace.get(key.namespace) ?? new Map<string, AccountKey>();
    known.set(key.name, key);
    this.#inNamespace.set(key.namespace, known);
  }
}

/** An account as one text: neither part has a slash. */
export function keyText({ namespace, name }: AccountKey): string {
  return `${namespace}/${name}`;
}

/** Under which names bindings give something to an account. Source: Kubernetes, ServiceAccount user names and groups. */
function subjectKeys(key: AccountKey): string[] {
  const { namespace, name } = key;
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  return [`ServiceAccount ${keyText(key)}`, `User system:serviceaccount:${namespace}:${name}`, ...groups.map((group) => `Group ${group}`)];
}

/** The namespaces of accounts that are written without one, as far as bindings name one: kubectl, Helm or Kustomize decide it when they apply the files. */
function homesOf({ accounts, runners, bindings }: IdentityFacts): Map<string, string> {
  const users = [...accounts, ...runners.map(({ account, namespace }) => ({ name: account, namespace }))];
  const homeless = new Set(users.flatMap(({ name, namespace }) => (namespace === undefined ? [name] : [])));
  const settled = new Set(users.flatMap(({ name, namespace }) => (namespace === undefined ? [] : [`${namespace}/${name}`])));
  const said = new Map<string, Set<string>>();
  for (const { subjects } of bindings)
    for (const { kind, name, namespace } of subjects)
      if (kind === 'ServiceAccount' && namespace !== undefined && homeless.has(name) && !settled.has(`${namespace}/${name}`)) {
        const known = said.get(name) ?? new Set();
        said.set(name, known.add(namespace));
      }
  return new Map([...said].flatMap(([name, all]) => (all.size === 1 && name !== 'default' ? [[name, [...all][0] as string] as const] : [])));
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

/** Of several objects of one identity, the first counts. */
function keep<T>(map: Map<string, T>, key: string, value: T): void {
  if (!map.has(key)) map.set(key, value);
}

/** Where a grant is written: at the rule of the role, or of one that no file shows, at the binding. */
export function placeOf({ rule, binding }: Grant): Place {
  return rule.at ?? binding.role.at;
}
