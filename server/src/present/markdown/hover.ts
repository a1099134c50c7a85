import type { Finding, Target } from '../../engine/finding.ts';
import type { MissingGroup } from '../../engine/groups.ts';
import type { Fix } from '../../fix/ops.ts';
import type { Knowledge } from '../../isolation/knowledge/entry.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import type { Severity } from '../../rules/rule.ts';
import { standardsOf } from '../../rules/standards.ts';
import { visible } from '../harmless.ts';
import { protectionLabel } from '../missing.ts';
import { fullTitle } from '../titles.ts';
import { code, fixText, plain, sourceLinks } from './text.ts';

/** What cards need besides the finding. */
export interface CardOptions {
  /** The client renders theme icons. */
  readonly rich: boolean;
  /** The address of a rule's page. */
  readonly docsUrl: (rule: string) => string;
  /** Why the first fix of a finding cannot be made in this file; `undefined` where it can. */
  readonly refusal?: (finding: Finding) => string | undefined;
  /** Where a finding is written, when another file says it: the name and line to show, and the address. */
  readonly writtenIn?: (finding: Finding) => { readonly name: string; readonly address: string } | undefined;
}

const ICON: Readonly<Record<Severity, string>> = { critical: '$(error)', high: '$(error)', medium: '$(warning)', low: '$(info)', info: '$(info)' };

/** A line break that starts no new paragraph: a hover shows about 250 pixels before it scrolls. */
const BREAK = '  \n';

/** The card of one finding. The diagnostic's message stands above it, so the card does not repeat it. */
export function findingCard(finding: Finding, { rich, docsUrl, writtenIn, refusal }: CardOptions): string {
  const { rule } = finding;
  const { docs } = rule;
  const command = runtimeCheck(finding);
  const written = writtenIn?.(finding);
  const head = [`${rich ? `${ICON[finding.severity]} ` : ''}**${docs.title}**`, finding.severity, ...fixWords(finding.fixes(), refusal?.(finding))].join(' · ');
  return [
    head,
    ...(written ? [`**Written in** [${plain(written.name)}](${target(written.address)})`] : []),
    `**Risk** ${docs.risk}`,
    `**Not** ${docs.not}`,
    ...(finding.structural
      ? [`**Sure?** ${plain(finding.resource.kind)} is no kind that Bulkhead knows: this looks like a pod. Its operator may change it.`]
      : []),
    `**Fix** ${fixText(docs)}`,
    ...(command === undefined ? [] : [`**Check** ${code(command)}`]),
    standardsOf(rule).map(plain).join('; '),
    [`[${rule.id}](${docsUrl(rule.id)})`, ...sourceLinks(rule.references).slice(0, 2)].join(' · '),
  ].join(BREAK);
}

/** The card of all that one container, pod or service lacks: a line each. */
export function missingCard({ target, findings }: MissingGroup, { rich, docsUrl }: CardOptions): string {
  const open = findings.filter((finding) => finding.fixes().every((fix) => 'blocked' in fix || fix.safety === 'manual')).length;
  const lines = findings.map((finding) => {
    const { rule, severity } = finding;
    const label = `[${protectionLabel(finding)}](${docsUrl(rule.id)})`;
    const mark = rich ? `${ICON[severity]} ` : `${severity} `;
    const safety = finding.fixes().find((fix) => !('blocked' in fix))?.safety;
    return `${mark}${label}: ${rule.missing?.leaves ?? rule.docs.risk}${safety === undefined ? '' : ` *(${safety} fix)*`}`;
  });
  const rest = open === 0 ? '' : `; ${open} need${open === 1 ? 's' : ''} your decision`;
  return [
    `**Requested isolation of ${targetWords(target)}**: ${findings.length} missing. “Harden” in the quick fixes sets them${rest}.`,
    lines.join(BREAK),
  ].join('\n\n');
}

/** The card of a key or value that matters for isolation, when nothing is wrong with it. */
export function knowledgeCard(entry: Knowledge): string {
  return [`**${entry.title}**`, ...entry.lines, ...sourceLinks(entry.references)].join(BREAK);
}

/** An address as the target of a link: parentheses in it would end it. */
function target(address: string): string {
  return visible(address).replace(/[()<>\s\\]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function fixWords(fixes: readonly Fix[], refusal: string | undefined): string[] {
  const fix = fixes[0];
  if (!fix) return ['no automatic fix'];
  const why = 'blocked' in fix ? fix.blocked : refusal;
  return [why !== undefined ? `no quick fix here: ${plain(why)}` : `quick fix: ${plain(fullTitle(fix))} (${fix.safety})`];
}

function targetWords(target: Target): string {
  const name = quotedName({ kind: plain(target.called.kind), name: target.called.name }, code);
  return target.kind === 'pod' ? `the pod of ${name}` : name;
}

/** Names that the API server and Compose accept. Any other text is not put into a shell command. */
const NAME = /^[\w][\w.-]*$/;

/** The check command of the rule, with the name of the pod or service if the file has it: only a Pod has, not a Deployment. */
export function runtimeCheck({ rule, resource, container }: Finding): string | undefined {
  const { kubernetes, compose } = rule.docs.check;
  if (resource.apiVersion === undefined) {
    const name = container ?? resource.name;
    return name !== undefined && NAME.test(name) ? compose?.replaceAll('SERVICE', name) : compose;
  }
  if (resource.kind !== 'Pod' || resource.name === undefined || !NAME.test(resource.name)) return kubernetes;
  return kubernetes?.replaceAll(/\bNAME\b/g, resource.name);
}
