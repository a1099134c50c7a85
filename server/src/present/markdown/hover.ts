import type { Finding, Target } from '../../engine/finding.ts';
import type { MissingGroup } from '../../engine/groups.ts';
import type { Fix, Safety } from '../../fix/ops.ts';
import type { Knowledge } from '../../isolation/knowledge/entry.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import type { Severity } from '../../rules/rule.ts';
import { protectionLabel } from '../missing.ts';
import { fullTitle } from '../titles.ts';
import { code, link, plain, sourceLinks } from './text.ts';

/** What cards need besides the finding. */
export interface CardOptions {
  /** The client renders theme icons. */
  readonly rich: boolean;
  /** The address of a rule's page. */
  readonly docsUrl: (rule: string) => string;
  /** Why the first fix of a finding cannot be made in this file; `undefined` where it can. */
  readonly refusal?: (finding: Finding) => string | undefined;
  /** Where the actions of a finding lead in editors that run our commands. */
  readonly links?: (finding: Finding) => FindingLinks;
  /** Where a finding is written, when another file says it: the name and line to show, and the address. */
  readonly writtenIn?: (finding: Finding) => { readonly name: string; readonly address: string } | undefined;
}

/** Addresses of what a user may do about a finding. */
export interface FindingLinks {
  readonly fix?: string;
  readonly explain?: string;
  readonly allow?: string;
}

const ICON: Readonly<Record<Severity, string>> = { critical: '$(error)', high: '$(error)', medium: '$(warning)', low: '$(info)', info: '$(info)' };

/** A line break that starts no new paragraph: a hover shows about 250 pixels before it scrolls. */
const BREAK = '  \n';

/**
 * The card of one finding: the diagnostic's message stands above it, so the card does not repeat it. It says the risk, the fix, a command that
 * checks it, and leads to the rest.
 */
export function findingCard(finding: Finding, options: CardOptions): string {
  const { rich, docsUrl, writtenIn, refusal, links } = options;
  const { rule } = finding;
  const { docs } = rule;
  const command = runtimeCheck(finding);
  const written = writtenIn?.(finding);
  const { fix, explain, allow } = links?.(finding) ?? {};
  const { words, isMendable } = fixWords(finding.fixes(), refusal?.(finding));
  return [
    [`${rich ? `${ICON[finding.severity]} ` : ''}**${docs.title}**`, finding.severity].join(' · '),
    ...(written ? [`**Written in** [${plain(written.name)}](${link(written.address)})`] : []),
    `**Risk** ${docs.risk}`,
    ...(finding.structural
      ? [`**Sure?** ${plain(finding.resource.kind)} is no kind that Bulkhead knows: this looks like a pod. Its operator may change it.`]
      : []),
    `**Fix** ${words}`,
    ...(command === undefined ? [] : [`**Check** ${code(inOneLine(command))}`]),
    [
      // the menu has more than the fix of this finding
      ...(fix ? [`[${isMendable ? 'Fix' : 'More'}…](${link(fix)})`] : []),
      `[${explain ? `Explain ${rule.id}` : rule.id}](${link(explain ?? docsUrl(rule.id))})`,
      ...(allow ? [`[Allow here…](${link(allow)})`] : []),
    ].join(' · '),
  ].join(BREAK);
}

/** The card of all that one container, pod or service lacks: a line each, with the grade of its fix or why there is none. */
export function missingCard({ target: lacking, findings }: MissingGroup, { rich, docsUrl, links, refusal }: CardOptions): string {
  const ways = findings.map((finding) => wayOf(finding, refusal?.(finding)));
  const refused = ways.flatMap(({ why }) => why ?? []);
  // what stands in the way of all is said once
  const common = refused.length === ways.length && new Set(refused).size === 1 ? refused[0] : undefined;
  const lines = findings.map((finding, i) => {
    const { rule, severity } = finding;
    const label = `[${protectionLabel(finding)}](${link(links?.(finding).explain ?? docsUrl(rule.id))})`;
    const mark = rich ? `${ICON[severity]} ` : `${severity} `;
    return `${mark}${label}: ${rule.missing?.leaves ?? rule.docs.risk}${common === undefined ? ` *(${ways[i]?.words})*` : ''}`;
  });
  const { fix } = links?.(findings[0]) ?? {};
  const first = `**Requested isolation of ${targetWords(lacking)}**: ${settingWords(ways, common, fix === undefined ? '“Harden”' : `[Harden…](${link(fix)})`)}`;
  return [first, ...lines].join(BREAK);
}

/** What "Harden" does about all of them: what it cannot set now, it is not said to set. */
function settingWords(ways: readonly Way[], common: string | undefined, harden: string): string {
  if (common !== undefined) return `${ways.length} missing. No quick fix here: ${common}.`;
  const refused = ways.filter(({ why }) => why !== undefined).length;
  if (refused === ways.length) return `${ways.length} missing. No quick fix here now.`;
  const open = ways.filter(({ grade, why }) => why === undefined && (grade === 'manual' || grade === undefined)).length;
  const set = ways.length - refused - open;
  return [
    set === 0 ? `${ways.length} missing` : `${harden} sets ${refused + open === 0 ? `all ${set}` : set}`,
    ...(open === 0 ? [] : [`${open} ${open === 1 ? 'is' : 'are'} yours to decide`]),
    ...(refused === 0 ? [] : [`${refused} cannot be set now`]),
  ].join(' · ');
}

interface Way {
  readonly words: string;
  readonly grade?: Safety;
  /** Why it cannot be made now. */
  readonly why?: string;
}

/** How a finding can be mended, in a few words: the grade of its first fix, or why that cannot be made now. */
function wayOf(finding: Finding, refusal: string | undefined): Way {
  const [fix] = finding.fixes();
  if (!fix) return { words: 'no automatic fix' };
  const why = 'blocked' in fix ? fix.blocked : refusal;
  return why === undefined ? { words: fix.safety, grade: fix.safety } : { words: plain(why), grade: fix.safety, why: plain(why) };
}

/** The card of a key or value that matters for isolation, when nothing is wrong with it. */
export function knowledgeCard(entry: Knowledge): string {
  return [`**${entry.title}**`, ...entry.lines, ...sourceLinks(entry.references)].join(BREAK);
}

/** @param refusal why the first fix cannot be made in this file */
function fixWords([fix]: readonly Fix[], refusal: string | undefined): { readonly words: string; readonly isMendable: boolean } {
  if (!fix) return { words: 'No automatic fix: the page says what to do.', isMendable: false };
  const why = 'blocked' in fix ? fix.blocked : refusal;
  if (why !== undefined) return { words: `No quick fix here: ${plain(why)}.`, isMendable: false };
  return { words: `${plain(fullTitle(fix))} *(${fix.safety})*`, isMendable: true };
}

/** So many letters of a command fit into one line of a hover in a narrow window. */
const ONE_LINE = 64;

/** A check that is long, but for its other commands: one that has the real names rather than a placeholder. The page has them all. */
function inOneLine(check: string): string {
  if (check.length <= ONE_LINE) return check;
  // what is in quotes is one script
  const commands = check.split(/; (?=(?:[^']*'[^']*')*[^']*$)/);
  return commands.find((command) => !/\bNAME\b/.test(command)) ?? (commands[0] as string);
}

function targetWords(target: Target): string {
  const name = quotedName({ kind: plain(target.called.kind), name: target.called.name }, code);
  return target.kind === 'pod' ? `the pod of ${name}` : name;
}

/** Names that the API server and Compose accept. Any other text is not put into a shell command. */
const NAME = /^[\w][\w.-]*$/;

/** How `kubectl exec` names the pods of a workload, so that it takes one of them. */
const EXEC: Readonly<Record<string, string>> = { Pod: '', Deployment: 'deploy/', StatefulSet: 'sts/', DaemonSet: 'ds/', ReplicaSet: 'rs/', Job: 'job/' };

/** Keys and values of labels that need no quotes in a shell. */
const LABEL = /^[\w./-]*$/;

/** The check command of the rule, with the names that the file has: of the workload, its namespace and the container, or of the service. */
export function runtimeCheck({ rule, resource: { apiVersion, kind, name, namespace, podLabels = [] }, container }: Finding): string | undefined {
  const { kubernetes, compose } = rule.docs.check;
  if (apiVersion === undefined) {
    const service = container ?? name;
    return service !== undefined && NAME.test(service) ? compose?.replaceAll('SERVICE', service) : compose;
  }
  const where = namespace !== undefined && NAME.test(namespace) ? ` -n ${namespace}` : '';
  const exec = EXEC[kind];
  const isNamed = exec !== undefined && name !== undefined && NAME.test(name);
  const within = container !== undefined && NAME.test(container) ? ` -c ${container}` : '';
  const inside = isNamed ? kubernetes?.replaceAll(/\bexec NAME --/g, `exec${where} ${exec}${name}${within} --`) : kubernetes;
  if (kind === 'Pod') return isNamed ? inside?.replaceAll(/\b((?:get|describe) pod) NAME\b/g, `$1${where} ${name}`).replaceAll(/\bNAME\b/g, name) : inside;
  // the pods of a workload have names of their own: labels find them, as a list
  const selector = podLabels.filter((label) => label.every((part) => LABEL.test(part))).map((label) => label.join('='));
  if (selector.length === 0) return inside;
  const found = `${where} -l ${selector.join(',')}`;
  return inside
    ?.replaceAll(
      /\b(get pod) NAME -o jsonpath='([^']*)'/g,
      (_, get: string, path: string) => `${get}${found} -o jsonpath='${path.replaceAll(/\{\.(?!\.)/g, '{.items[*].')}'`,
    )
    .replaceAll(/\b((?:get|describe) pod) NAME\b/g, `$1${found}`);
}
