import type { Namespace } from '../facts.ts';
import type { Place } from '../place.ts';
import { type Ask, GRADES, type Grade, gives, type Power, said } from './asks.ts';
import type { RoleRule } from './facts.ts';
import { type AccountKey, type Grant, type Identities, keyText, placeOf } from './identities.ts';
import { LABELS, POWERS, VOLUMES } from './powers.ts';

/** One step of a chain: what an account may do, and why. Plain data. */
export interface Step {
  readonly account: AccountKey;
  /** The id of the power. */
  readonly power: string;
  /** After "may": `create pods`. */
  readonly can: string;
  /** What that gives; of a step that leads on, it is the next account. */
  readonly means: string;
  /** A namespace, or `*`. */
  readonly scope: string;
  readonly subject: { readonly kind: string; readonly name: string; readonly at: Place };
  readonly binding: { readonly kind: string; readonly name: string };
  /** `part`: the role that it gathers, which says so. `builtIn`: no file shows that rule, as every cluster has it. */
  readonly role: { readonly kind: string; readonly name: string; readonly part?: string; readonly at: Place; readonly builtIn?: true };
}

/** What somebody gets who has the token of an account, as far as the files show it. */
export interface Consequence {
  readonly grade: Grade;
  /** A namespace, or `*`; of a takeover of one, which. */
  readonly scope: string;
  /** From the account to where the grade is reached. Empty for `none`. */
  readonly steps: readonly Step[];
  /** The Pod Security level that a Namespace object of the scope enforces, where that decides what pods are let in; `none` if it enforces none. */
  readonly lets?: { readonly level: string; readonly at: Place };
  /** Bindings to roles that no file shows: it may be worse. */
  readonly unknown: readonly { readonly binding: string; readonly kind: string; readonly role: string; readonly at: Place }[];
}

/** So many accounts are followed, one after another, and so many of those that one right leads to. */
const MOST_ACCOUNTS = 200;
const MOST_STEPS = 6;

/** A rule, and where it holds: a namespace, or `*`. */
interface Scoped {
  readonly rule: RoleRule;
  readonly scope: string;
}

/** A power, by which rules somebody has it, and where. */
interface Held<G extends Scoped = Grant> {
  readonly power: Power;
  readonly grants: readonly G[];
  readonly scope: string;
}

type Outcome = Pick<Consequence, 'grade' | 'scope' | 'lets'>;

/** What the tokens of the accounts of some files lead to. What one account may do by itself is worked out once, as many lead to it. */
export class Consequences {
  readonly #identities: Identities;
  readonly #namespaces: ReadonlyMap<string, Namespace>;
  readonly #powers = new Map<string, readonly { readonly held: Held; readonly outcome: Outcome }[]>();

  /** @param namespaces the Namespace objects, by name */
  constructor(identities: Identities, namespaces: ReadonlyMap<string, Namespace>) {
    this.#identities = identities;
    this.#namespaces = namespaces;
  }

  /**
   * What the token of an account leads to: by its own rights, and through the accounts that it can become, step by step. The worst counts, and
   * of several the one that is reached in the fewest steps.
   */
  of(start: AccountKey): Consequence {
    const unknown = this.#identities.rightsOf(start).unknown.map(({ binding }) => ({
      binding: binding.name,
      kind: binding.role.kind,
      role: binding.role.name,
      at: binding.role.at,
    }));
    let best: (Outcome & { readonly steps: readonly Step[] }) | undefined;
    const queue: { readonly account: AccountKey; readonly steps: readonly Step[] }[] = [{ account: start, steps: [] }];
    const seen = new Set([keyText(start)]);
    // whom a right leads to is the same for all accounts that have it in one scope
    const led = new Set<string>();
    for (let i = 0; i < queue.length && best?.grade !== 'cluster'; i++) {
      const { account, steps } = queue[i] as (typeof queue)[number];
      for (const { held, outcome } of this.#powersOf(account)) {
        if (outcome.grade !== 'none' && (!best || rank(outcome.grade) < rank(best.grade))) best = { ...outcome, steps: [...steps, stepOf(account, held)] };
        const to = leadsTo(held);
        if (to === undefined || led.has(to) || steps.length + 1 >= MOST_STEPS || seen.size >= MOST_ACCOUNTS) continue;
        led.add(to);
        const way = [...steps, stepOf(account, held)];
        for (const next of becomes(held, this.#identities)) {
          if (seen.has(keyText(next)) || seen.size >= MOST_ACCOUNTS) continue;
          seen.add(keyText(next));
          queue.push({ account: next, steps: way });
        }
      }
    }
    return best ? { ...best, unknown } : { grade: 'none', scope: '', steps: [], unknown };
  }

  #powersOf(account: AccountKey) {
    const key = keyText(account);
    const known = this.#powers.get(key);
    if (known) return known;
    const { grants } = this.#identities.rightsOf(account);
    const powers = powersOf(grants).map((held) => ({ held, outcome: outcomeOf(held, grants, this.#namespaces) }));
    this.#powers.set(key, powers);
    return powers;
  }
}

/** The place of a grade among all, the worst first. */
export function rank(grade: Grade): number {
  return GRADES.indexOf(grade);
}

/** How bad it is to have a role in a scope, by its own rules. */
export function gradeOf(rules: readonly RoleRule[], scope: string): Grade {
  const [worst] = powersOf(rules.map((rule) => ({ rule, scope })));
  return (worst && gradeAt(worst.power, scope)) ?? 'none';
}

/** The powers that some rules give, the worst first, each where it holds. */
function powersOf<G extends Scoped>(grants: readonly G[]): Held<G>[] {
  const scopes = [...new Set(grants.map(({ scope }) => scope))].sort();
  const held = scopes.flatMap((scope) => {
    const here = grants.filter((grant) => grant.scope === scope || grant.scope === '*');
    return POWERS.flatMap((power): Held<G>[] => {
      const grade = gradeAt(power, scope);
      if (grade === undefined) return [];
      const found = power.asks.map((ask) => here.find(({ rule }) => gives(rule, ask)));
      // what holds everywhere is said of everywhere alone
      if (scope !== '*' && found.every((grant) => grant?.scope === '*')) return [];
      return found.every((grant) => grant !== undefined) ? [{ power, grants: found, scope }] : [];
    });
  });
  return held.sort((a, b) => rank(gradeAt(a.power, a.scope) ?? 'none') - rank(gradeAt(b.power, b.scope) ?? 'none'));
}

function gradeAt({ everywhere, inSystem, inNamespace }: Power, scope: string): Grade | undefined {
  return scope === '*' ? everywhere : scope === 'kube-system' ? inSystem : inNamespace;
}

/** Pods that a namespace lets in are privileged ones where it shows that it enforces no level, or where its guards can be passed. */
function outcomeOf({ power, scope }: Held, grants: readonly Grant[], namespaces: ReadonlyMap<string, Namespace>): Outcome {
  const grade = gradeAt(power, scope) ?? 'none';
  if (!power.runs || grade !== 'namespace') return { grade, scope };
  const has = (ask: Ask, ...scopes: string[]) => grants.some((grant) => scopes.includes(grant.scope) && gives(grant.rule, ask));
  if (has(VOLUMES, '*') || has(LABELS, '*', scope)) return { grade: 'node', scope };
  const shown = namespaces.get(scope);
  if (!shown) return { grade, scope };
  const level = shown.labels['pod-security.kubernetes.io/enforce'] ?? 'none';
  return { grade: level === 'privileged' || level === 'none' ? 'node' : grade, scope, lets: { level, at: shown.at } };
}

/** Whether only accounts that a rule names can be become. */
function isNamed({ power, grants: [first] }: Held): boolean {
  return first?.rule.named === true && power.asks[0].resources.some((resource) => resource.startsWith('serviceaccounts'));
}

/** Which accounts a power leads to, as a key; `undefined` if it leads to none. */
function leadsTo(held: Held): string | undefined {
  const { power, scope, grants } = held;
  return power.becomes && (isNamed(held) ? `${scope} ${grants[0]?.rule.names.join(' ')}` : `${scope} all ${power.becomes}`);
}

function* becomes(held: Held, identities: Identities): Generator<AccountKey> {
  const { power, grants, scope } = held;
  if (isNamed(held)) {
    const names = grants[0]?.rule.names ?? [];
    const namespaces = scope === '*' ? [...new Set(names.flatMap((name) => identities.namespacesOf(name)))] : [scope];
    for (const namespace of namespaces) for (const name of names) yield { namespace, name };
    return;
  }
  const accounts = scope === '*' ? identities.everyAccount() : identities.accountsIn(scope);
  for (const account of accounts)
    if (power.becomes === 'accounts' || identities.runners(account).some((runner) => identities.tokenOf(runner) === true)) yield account;
}

function stepOf(account: AccountKey, { power, grants, scope }: Held): Step {
  const [first] = grants as [Grant];
  const { subject, binding, role } = first;
  return {
    account,
    power: power.id,
    can: power.can ?? said(first.rule, power.asks[0]),
    means: power.means,
    scope,
    subject: { kind: subject.kind, name: subject.name, at: subject.at },
    binding: { kind: binding.kind, name: binding.name },
    role: {
      kind: binding.role.kind,
      name: binding.role.name,
      ...(role.at && role.name !== binding.role.name ? { part: role.name } : {}),
      at: placeOf(first),
      ...(role.at ? {} : { builtIn: true as const }),
    },
  };
}
