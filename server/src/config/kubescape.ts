import { isNode, isSeq, parseDocument } from 'yaml';
import type { ConfigAllow } from '../../../schemas/config.ts';
import { isLike } from '../manifest/team.ts';
import { checksOf, rulesLike } from '../rules/other-tools.ts';
import { LineIndex } from '../text/text.ts';
import { isRecord } from './record.ts';

/** An exception of Kubescape as one of ours, and the line (zero-based) at which it begins. */
export interface KubescapeAllow {
  readonly given: ConfigAllow;
  readonly line: number;
}

/** What a file with exceptions of Kubescape says. */
export interface KubescapeFile {
  readonly allow: readonly KubescapeAllow[];
  /** How many exceptions it has. */
  readonly count: number;
  /** Those that do not count here, or only in part, each with the reason. */
  readonly left: readonly string[];
  /** It is no such file: why, as the end of a sentence. */
  readonly wrong?: string;
}

/** The controls that our rules are like, by their names without blanks and signs. Source: the names of the files in regolibrary, controls. */
const NAMES: Readonly<Record<string, string>> = {
  execintocontainer: 'C-0002',
  resourcesmemorylimitandrequest: 'C-0004',
  resourcelimits: 'C-0009',
  applicationscredentialsinconfigurationfiles: 'C-0012',
  nonrootcontainers: 'C-0013',
  listkubernetessecrets: 'C-0015',
  allowprivilegeescalation: 'C-0016',
  immutablecontainerfilesystem: 'C-0017',
  automaticmappingofserviceaccount: 'C-0034',
  clusteradminbinding: 'C-0035',
  maliciousadmissioncontrollervalidating: 'C-0036',
  corednspoisoning: 'C-0037',
  hostpidipcprivileges: 'C-0038',
  maliciousadmissioncontrollermutating: 'C-0039',
  hostnetworkaccess: 'C-0041',
  containerhostport: 'C-0044',
  writablehostpathmount: 'C-0045',
  insecurecapabilities: 'C-0046',
  hostpathmount: 'C-0048',
  resourcescpulimitandrequest: 'C-0050',
  privilegedcontainer: 'C-0057',
  cve202125742nginxingresssnippetannotationvulnerability: 'C-0059',
  noimpersonation: 'C-0065',
  containersmountingdockersocket: 'C-0074',
};

/**
 * Reads exceptions of Kubescape (`kubescape scan --exceptions FILE`). What they say by labels, clusters, single rules or expressions that are
 * more than `.*` and `|` nobody can tell here: that part does not count, and is told. Source: kubescape, examples/exceptions/README.md.
 */
export function readKubescape(text: string): KubescapeFile {
  const list = listIn(text);
  if (!list) return { allow: [], count: 0, left: [], wrong: 'is no list of exceptions of Kubescape' };
  const lines = new LineIndex(text);
  const { contents } = parseDocument(text, { prettyErrors: false });
  const nodes = isSeq(contents) ? contents.items : [];
  const read = list.map((one, i) => {
    const node = nodes[i];
    return { ...policyOf(one), line: lines.lineOf(isNode(node) ? (node.range?.[0] ?? 0) : 0) };
  });
  return {
    allow: read.flatMap(({ given, line }) => given.map((allow) => ({ given: allow, line }))),
    count: list.length,
    left: read.flatMap(({ name, why }) => (why === undefined ? [] : [`"${name}": ${why}`])),
  };
}

/** The entries, if all of them are exceptions of Kubescape. Nothing of another file is quoted: `kubescape` may name any. */
function listIn(text: string): readonly Record<string, unknown>[] | undefined {
  if (text.length > LONGEST) return undefined;
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return undefined;
  }
  const isOne = (one: unknown): one is Record<string, unknown> => isRecord(one) && Array.isArray(one['resources']) && Array.isArray(one['posturePolicies']);
  return Array.isArray(list) && list.every(isOne) ? list : undefined;
}

/** Longer texts are not read, in UTF-16 units. */
const LONGEST = 1024 * 1024;

interface Policy {
  readonly name: string;
  readonly given: readonly ConfigAllow[];
  /** Why it does not count, or a part of it. */
  readonly why?: string | undefined;
}

function policyOf(given: Readonly<Record<string, unknown>>): Policy {
  const name = textOf(given['name']) ?? '';
  const why = textOf(given['reason']) ?? name;
  const day = /^\d{4}-\d\d-\d\d/.exec(textOf(given['expirationDate']) ?? '')?.[0];
  const rules = [...new Set(listOf(given['posturePolicies']).flatMap(rulesOf))];
  const resources = listOf(given['resources']).map(resourcesOf);
  const known = resources.flatMap((one) => one ?? []);
  const ours = { rules, reason: why === '' ? 'taken over from Kubescape' : why, ...(day === undefined ? {} : { until: day }) };
  return {
    name,
    given: rules.length === 0 ? [] : known.map((resource) => ({ ...ours, resource })),
    why:
      rules.length === 0
        ? 'none of its controls is a rule here'
        : resources.includes(undefined)
          ? 'it names resources by labels, clusters or expressions'
          : undefined,
  };
}

/** The rules that one of `posturePolicies` is about: those of its control; without one, of all controls. */
function rulesOf(policy: unknown): readonly string[] {
  if (!isRecord(policy) || policy['ruleName'] !== undefined) return [];
  const [id, name] = [textOf(policy['controlID']), textOf(policy['controlName'])];
  const named = id === undefined && name !== undefined ? (NAMES[name.toLowerCase().replace(/[^a-z\d]/g, '')] ?? (name === '.*' ? '.*' : '')) : (id ?? '.*');
  const patterns = patternsOf(named) ?? [];
  const ids = checksOf('kubescape').map(([check]) => check);
  return ids.filter((check) => patterns.some((pattern) => isLike(pattern.toUpperCase(), check))).flatMap((check) => rulesLike('kubescape', check));
}

/** The resources that a designator names, as ours are written; `undefined` where nobody can tell. */
function resourcesOf(designator: unknown): string[] | undefined {
  const attributes = isRecord(designator) && isRecord(designator['attributes']) ? designator['attributes'] : undefined;
  if (!attributes || Object.keys(attributes).some((key) => !['kind', 'name', 'namespace', 'cluster'].includes(key))) return undefined;
  if (attributes['cluster'] !== undefined && attributes['cluster'] !== '.*') return undefined;
  const [kinds, names, namespaces] = ['kind', 'name', 'namespace'].map((key) => patternsOf(textOf(attributes[key]) ?? '.*'));
  if (!kinds || !names || !namespaces) return undefined;
  return kinds.flatMap((kind) => namespaces.flatMap((namespace) => names.map((one) => `${kind} ${namespace}/${one}`)));
}

/** An expression as patterns in which `*` stands for any text; `undefined` if it is more than that. Kubescape compares whole texts. */
function patternsOf(expression: string): string[] | undefined {
  const parts = expression.split('|').map((part) => part.replace(/^\^|\$$/g, ''));
  return parts.every((part) => /^(?:[\w-]|\.\*|\.(?![*+?{]))+$/.test(part)) ? parts.map((part) => part.replaceAll('.*', '*')) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
