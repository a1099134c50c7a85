import { type Rule, SEVERITIES, type Severity } from '../../rules/rule.ts';
import type { LineRange } from '../../text/text.ts';
import { harmlessJson } from '../harmless.ts';
import { type JsonEdit, type JsonFinding, jsonFile } from '../json/report.ts';
import { fixText } from '../markdown/text.ts';
import { type CheckedFile, Entries, LEVELS, type Report, type UnreadFile, uriOf } from '../report.ts';

/**
 * `security-severity` of a rule, 0 to 10. GitHub calls it critical above 9.0, high from 7.0, medium from 4.0, low above 0. Source: GitHub
 * docs, "SARIF support for code scanning".
 */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '3.0', info: '1.0' };

/**
 * SARIF 2.1.0, result by result: no run is so large that its report would have to fit into memory. The rules come at the end, each as severe
 * as its worst result. Columns count UTF-16 units, which the run says. Fingerprints have a name of our own: GitHub makes its own hash of lines
 * where there is none. Results that a comment allows are left out, since GitHub would open them as alerts.
 */
export class SarifReport implements Report {
  readonly #version: string;
  readonly #rules = new Map<Rule, Severity>();
  readonly #indexes = new Map<string, number>();
  readonly #notifications: object[] = [];
  readonly #entries = new Entries('      ');
  #failed = false;

  constructor(version: string) {
    this.#version = version;
  }

  begin(unread: readonly UnreadFile[]): string {
    for (const { file, why } of unread) {
      this.#failed = true;
      this.#notifications.push({
        level: 'error',
        message: { text: `cannot read ${file}: ${why}` },
        locations: [{ physicalLocation: { artifactLocation: at(file) } }],
      });
    }
    return '{\n  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n  "version": "2.1.0",\n  "runs": [{\n    "columnKind": "utf16CodeUnits",\n    "results": [';
  }

  add(checked: CheckedFile): string {
    const { file, problems, findings } = jsonFile(checked);
    for (const { code, message, range } of problems)
      this.#notifications.push({ level: 'warning', message: { text: message }, descriptor: { id: code }, locations: [physical(file, range)] });
    const parts = findings.map((finding, i) => {
      const { rule } = checked.findings[i] as (typeof checked.findings)[number];
      const known = this.#rules.get(rule);
      const severity = finding.severity as Severity;
      if (known === undefined) this.#indexes.set(rule.id, this.#rules.size);
      if (known === undefined || SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(known)) this.#rules.set(rule, severity);
      return this.#entries.add(resultOf(file, finding, this.#indexes.get(rule.id) ?? 0));
    });
    return parts.join('');
  }

  end(): string {
    const driver = { name: 'Bulkhead', version: this.#version, semanticVersion: this.#version, rules: [...this.#rules].map(ruleOf) };
    const invocation = { executionSuccessful: !this.#failed, ...(this.#notifications.length > 0 ? { toolExecutionNotifications: this.#notifications } : {}) };
    const json = (value: unknown) => harmlessJson(JSON.stringify(value));
    return `${this.#entries.end()},\n    "invocations": [${json(invocation)}],\n    "tool": { "driver": ${json(driver)} }\n  }]\n}\n`;
  }
}

function ruleOf([{ id, docs, dimensions, standards }, severity]: [Rule, Severity]): object {
  const help = `${docs.risk} ${docs.not}\n\n${fixText(docs)}`;
  return {
    id,
    shortDescription: { text: bare(docs.title) },
    fullDescription: { text: bare(docs.risk) },
    help: { text: bare(help), markdown: help },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      // GitHub keeps ten
      tags: ['security', ...dimensions.map((dimension) => `isolation/${dimension}`), ...standards].slice(0, 10),
      precision: 'high',
      'problem.severity': LEVELS[severity] === 'note' ? 'recommendation' : LEVELS[severity],
      'security-severity': SECURITY_SEVERITY[severity],
    },
  };
}

/** Markdown of a rule as plain text. */
function bare(text: string): string {
  return text.replaceAll('`', '');
}

function resultOf(file: string, finding: JsonFinding, ruleIndex: number): object {
  const { rule, severity, message, range, origin, related = [], fixes, fingerprint, resource, container } = finding;
  const made = fixes.flatMap(({ title, safety, edits, otherFiles = [] }) =>
    edits === undefined ? [] : [{ description: { text: `${title} (${safety})` }, artifactChanges: changesOf([{ file, edits }, ...otherFiles]) }],
  );
  const places = [
    ...(origin ? [{ ...physical(origin.file, origin.range), message: { text: 'It is written here.' } }] : []),
    ...related.map((place) => ({ ...physical(place.file, place.range), message: { text: place.message } })),
  ];
  const name = [resource.kind, resource.name, container].filter((part) => part !== null).join('/');
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity as Severity],
    message: { text: message },
    locations: [{ ...physical(file, range), logicalLocations: [{ fullyQualifiedName: name, kind: 'resource' }] }],
    ...(places.length > 0 ? { relatedLocations: places } : {}),
    partialFingerprints: { 'bulkhead/v1': fingerprint },
    ...(made.length > 0 ? { fixes: made } : {}),
    properties: { severity },
  };
}

/** The files that change: a fix may change another file of the project, and leave this one as it is. */
function changesOf(files: readonly { readonly file: string; readonly edits: readonly JsonEdit[] }[]): object[] {
  return files
    .filter(({ edits }) => edits.length > 0)
    .map(({ file, edits }) => ({
      artifactLocation: at(file),
      replacements: edits.map(({ range, newText }) => ({ deletedRegion: regionOf(range), ...(newText === '' ? {} : { insertedContent: { text: newText } }) })),
    }));
}

function physical(file: string, range: LineRange): object {
  return { physicalLocation: { artifactLocation: at(file), region: regionOf(range) } };
}

function at(file: string): object {
  return { uri: uriOf(file), uriBaseId: '%SRCROOT%' };
}

function regionOf({ start, end }: LineRange): object {
  return { startLine: start.line + 1, startColumn: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 };
}
