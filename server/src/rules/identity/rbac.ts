import type { Fix } from '../../fix/ops.ts';
import type { Field } from '../../manifest/field.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import type { Path, Site } from '../../syntax/site.ts';
import { defineRule, type Report, type Rule } from '../rule.ts';
import { asExpected } from './controllers.ts';
import { mitigated, type RoleEntry, roleEntries } from './rbac-entries.ts';
import { type Match, matches, type Right } from './rbac-right.ts';
import { POWERFUL_NAMES, RIGHTS } from './rbac-table.ts';

const MESSAGES = {
  granted: '{role} may {verbs} {resources}: {means}',
  expected: '{role} may {verbs} {resources}, as expected for its role: {means}',
} as const;

/** One rule for each right that leads to more rights. So each has its own severity, page and `allow`. */
export const rbacRules: readonly Rule[] = RIGHTS.map(rbacRule);

function rbacRule(right: Right): Rule {
  return defineRule({
    id: right.id,
    since: '0.1.0',
    severity: right.severity,
    dimensions: right.dimensions,
    when: { kubernetes: ['rules'] },
    fix: right.instead ? 'always' : 'never',
    messages: MESSAGES,
    docs: {
      title: right.title,
      risk: right.risk,
      not: right.not,
      fix: right.fix,
      ...(right.verify === undefined ? {} : { verify: right.verify }),
      check: { kubernetes: `kubectl auth can-i ${right.ask} --as=system:serviceaccount:NAMESPACE:ACCOUNT` },
    },
    standards: right.standards,
    references: right.references,
    check: {
      *'kubernetes.resource'(resource) {
        const entries = roleEntries(resource);
        for (const entry of entries) {
          const report = reported(right, entry, entries, quotedName(resource.ref));
          if (!report) continue;
          const said = asExpected(mitigated(report, resource), resource, right.id, right.severity);
          yield said.atMost === undefined ? said : { ...said, message: 'expected' };
        }
      },
    },
  });
}

/** The words for the right to use every verb. */
const ANY = 'do anything with';

/** Whether one of the rights is given by name. */
export function givesRight(entry: RoleEntry): boolean {
  return RIGHTS.some((right) => matches(right, entry).length > 0);
}

function reported(right: Right, entry: RoleEntry, role: readonly RoleEntry[], name: string): Report<typeof MESSAGES> | undefined {
  const found = matches(right, entry);
  const first = found[0];
  const bound = boundBy(right, entry, found);
  if (!first || bound === 'silent') return undefined;
  const unique = (fields: readonly Field<string>[]) => [...new Set(fields.map(({ value }) => (value === '*' ? ANY : (value as string))))];
  const verbs = unique(found.flatMap((match) => match.verbs));
  const resources = unique(found.flatMap((match) => match.resources));
  const at = (right.shownOnVerb ? first.verbs[0] : first.resources[0]) as Field<string>;
  // of several, one that means what the right does is the worst
  const means = found.every(({ grant }) => grant.means !== undefined) ? first.grant.means : undefined;
  return {
    at: at.site,
    message: 'granted',
    data: {
      role: name,
      verbs: verbs.includes(ANY) ? ANY : verbs.join('/'),
      resources: enumeration(resources),
      means: means ?? right.means,
    },
    lower: Math.min(...found.map(({ grant }) => grant.lower ?? 0)) + bound + (right.reduced?.(role) ?? 0),
    ...(right.instead ? { fixes: [narrower(first.resources[0] as Field<string>, entry, right.instead)] } : {}),
  };
}

/** A short enumeration: of more than two words, the first and the number of the others. */
function enumeration(words: readonly string[]): string {
  return words.length > 2 ? `${words[0]} and ${words.length - 1} more` : words.join(' and ');
}

/** Steps that `resourceNames` take away; names of powerful objects take none. */
function boundBy({ named }: Right, entry: RoleEntry, found: readonly Match[]): number | 'silent' {
  if (!entry.named || entry.names.some((name) => POWERFUL_NAMES.has(name))) return 0;
  const { lower, unbounded = [] } = named;
  const beyond = found.some(({ verbs }) => verbs.some(({ value }) => value === '*' || unbounded.includes(value as string)));
  return lower === 'silent' && unbounded.length > 0 && beyond ? 1 : lower;
}

/** Puts the narrower resources in the place of the wide one. */
function narrower({ site, value }: Field<string>, entry: RoleEntry, instead: readonly string[]): Fix {
  const title = `Replace ${value} by what monitoring needs`;
  const list: Path = site.path.slice(0, -1);
  const listSite: Site = { document: site.document, path: list, part: 'pair' };
  const [head, ...rest] = instead.filter((wanted) => !entry.resources.some((resource) => resource.value === wanted));
  if (head === undefined) return { title, safety: 'review', ops: [{ op: 'remove', at: site }] };
  return {
    title,
    safety: 'review',
    ops: [{ op: 'set', at: site, value: head }, ...rest.map((wanted) => ({ op: 'append' as const, at: listSite, value: wanted }))],
  };
}
