import { DIMENSIONS } from '../../isolation/dimensions.ts';
import { optionsOf, rangeText } from '../../rules/options.ts';
import type { Rule } from '../../rules/rule.ts';
import { standardsOf } from '../../rules/standards.ts';
import { fixText, severities, sourceLinks, table } from './text.ts';

const FIX: Readonly<Record<Rule['fix'], string>> = { always: 'has a fix', sometimes: 'sometimes has a fix', never: 'has no automatic fix' };

/** A documented example: `bad` raises only its rule, `good` nothing, and the first fix turns one into the other. */
export interface Example {
  readonly dialect: 'kubernetes' | 'compose';
  readonly bad: string;
  /** Left out where no fix applies by itself. */
  readonly good?: string;
}

/** The page of a rule: for `docs/rules`, and as it is for `bulkhead explain`. */
export function renderRulePage(rule: Rule, examples: readonly Example[]): string {
  const { docs } = rule;
  const sections = [
    `# ${docs.title}`,
    `\`${rule.id}\` · since ${rule.since} · ${FIX[rule.fix]}`,
    `Touches ${rule.dimensions.map((dimension) => `${DIMENSIONS[dimension]} (${dimension})`).join(', ')}.`,
    section('Risk', docs.risk),
    section('What it does not mean', docs.not),
    section('What the fix changes', fixText(docs)),
    section('Check at run time', ...checks(rule)),
    section(
      'Severity',
      table(
        ['threat model', 'severity'],
        severities(rule.severity).map(([model, severity]) => [model, severity]),
      ),
    ),
    ...options(rule),
    ...(examples.length > 0 ? [section('Examples', ...examples.flatMap(example))] : []),
    section(
      'Silence it',
      'Where it is intended, say why: on the line above, or at the first line of the container, pod or service for all of it. Without a reason the comment does not count; with `until 2027-03-31` at its end it ends.',
      fence('yaml', `# bulkhead: allow ${rule.id} -- why it is acceptable here`),
      `Or change its severity everywhere: setting \`bulkhead.rules\`, or \`--rule ${rule.id}=off\` on the command line.`,
    ),
    section('Standards', list(standardsOf(rule))),
    section('Sources', list(sourceLinks(rule.references))),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** The page that lists all rules, family by family. */
export function renderRuleIndex(families: Readonly<Record<string, readonly Rule[]>>): string {
  const sections = [
    '# Rules',
    'Generated from the rules themselves by `npm run generate`. One weakness is one rule, for Kubernetes and Compose alike.',
    'The severity depends on the threat model (setting `bulkhead.threatModel`, option `--threat-model`); a finding can be lower or higher where other settings of the workload make it so.',
    'In the editor, missing protections of one place are one diagnostic, [`missing-protections`](missing-protections.md).',
    ...Object.entries(families).map(([family, rules]) => section(family.charAt(0).toUpperCase() + family.slice(1), ruleTable(rules))),
  ];
  return `${sections.join('\n\n')}\n`;
}

function ruleTable(rules: readonly Rule[]): string {
  const models = severities((rules[0] as Rule).severity).map(([model]) => model);
  const rows = rules.map((rule) => {
    const of = severities(rule.severity).map(([, severity]) => severity);
    return [`[\`${rule.id}\`](${rule.id}.md)`, rule.docs.title, ...of, rule.fix];
  });
  return table(['rule', 'weakness', ...models, 'fix'], rows);
}

/** The page behind the code `missing-protections`, under which editors show what one container, pod or service lacks. */
export function renderMissingPage(rules: readonly Rule[]): string {
  const rows = rules.flatMap(({ id, missing }) => (missing ? [[`[${missing.label}](${id}.md)`, missing.leaves]] : []));
  const sections = [
    '# Missing protections',
    '`missing-protections` · not a rule, but several in one diagnostic',
    'Some protections have to be asked for. In the editor, those that one container, pod or service does not ask for are one diagnostic, on the narrowest thing that exists: its name, or the `spec` of the pod. Its severity is that of the worst. The hover lists each with its rule, and “Harden” in the quick fixes sets them.',
    'Set `bulkhead.diagnostics.missing` to `separate` for one diagnostic each. The command line always reports each rule.',
    section('What may be missing', table(['protection', 'what its absence leaves open'], rows)),
    section(
      'Silence it',
      'Name the rules, or choose “Allow here, with a reason…” in the quick fixes, which asks which one.',
      fence('yaml', '# bulkhead: allow run-as-root, writable-root-filesystem -- why it is acceptable here'),
    ),
  ];
  return `${sections.join('\n\n')}\n`;
}

function section(title: string, ...parts: readonly string[]): string {
  return [`## ${title}`, ...parts].join('\n\n');
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text.replace(/(?<!\n)\n+$/, '')}\n\`\`\``;
}

function checks({ docs: { check } }: Rule): string[] {
  const { kubernetes, compose } = check;
  return [
    'A manifest says what is requested. What runs can differ: admission webhooks, defaults of the node and the image have a say.',
    ...(kubernetes === undefined ? [] : ['Kubernetes (`NAME` is the pod):', fence('sh', kubernetes)]),
    ...(compose === undefined ? [] : ['Compose (`SERVICE` is the service):', fence('sh', compose)]),
  ];
}

function options(rule: Rule): string[] {
  const all = optionsOf(rule);
  const [first] = all;
  if (!first) return [];
  const rows = all.map((option) => [`\`${option.name}\``, String(option.default), rangeText(option), option.description]);
  const setting = JSON.stringify({ [rule.id]: { [first.name]: first.default } });
  return [
    section(
      'Options',
      table(['option', 'default', 'takes', 'meaning'], rows),
      `Set them with the setting \`bulkhead.rules\`, as in \`${setting}\`, or with \`--rule ${rule.id}.${first.name}=${first.default}\` on the command line.`,
    ),
  ];
}

function example({ dialect, bad, good }: Example): string[] {
  const name = dialect === 'kubernetes' ? 'Kubernetes' : 'Compose';
  return [`${name}, flagged:`, fence('yaml', bad), ...(good === undefined ? [] : [`${name}, after the fix:`, fence('yaml', good)])];
}
