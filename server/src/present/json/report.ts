import type { Finding } from '../../engine/finding.ts';
import { renderedFrom } from '../../engine/rendered.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import { plainName } from '../../manifest/subject-name.ts';
import type { Path } from '../../syntax/site.ts';
import type { EditSet, LineIndex, LineRange } from '../../text/text.ts';
import { harmlessJson } from '../harmless.ts';
import type { CheckedFile, Report, UnreadFile } from '../report.ts';
import { fullTitle } from '../titles.ts';
import { type JsonPodSecurity, jsonPodSecurity } from './pod-security.ts';

/** One replacement of text. */
export interface JsonEdit {
  readonly range: LineRange;
  readonly newText: string;
}

/** A fix: its edits, or in `refused` why it cannot be made. */
export interface JsonFix {
  readonly title: string;
  readonly safety: string;
  readonly edits?: readonly JsonEdit[];
  /** Edits of other files of a Compose project. */
  readonly otherFiles?: readonly { readonly file: string; readonly edits: readonly JsonEdit[] }[];
  readonly refused?: string;
}

/** A finding as JSON. Lines and columns count from zero, columns in UTF-16 units. */
export interface JsonFinding {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly range: LineRange;
  readonly document: number;
  readonly path: Path;
  readonly resource: { readonly apiVersion: string | null; readonly kind: string; readonly name: string | null; readonly namespace: string | null };
  readonly container: string | null;
  /** The template that Helm made the document of, as its first line says; left out where it says none. */
  readonly renderedFrom?: string;
  /** Other services that share the value; left out where there are none. */
  readonly also?: readonly string[];
  /** Where it is written, if in another file: `range` is then where it takes effect. */
  readonly origin?: { readonly file: string; readonly range: LineRange };
  /** What overlays do to it: that they mend it, or add more beside it. */
  readonly overlays?: readonly { readonly message: string; readonly file: string; readonly range: LineRange }[];
  /** Places that belong to it, such as the steps of a chain, each in this file or another; left out where there are none. */
  readonly related?: readonly { readonly file: string; readonly range: LineRange; readonly message: string }[];
  /** The kind is unknown, and the pod was recognised by its structure; left out where it is known. */
  readonly structural?: true;
  readonly fixes: readonly JsonFix[];
  readonly fingerprint: string;
}

/** One file in the report of a run of `check`. */
export interface JsonFile {
  readonly file: string;
  readonly problems: readonly { readonly code: string; readonly message: string; readonly range: LineRange; readonly document: number }[];
  readonly findings: readonly JsonFinding[];
  /** What no rule could judge, or only in part. */
  readonly unjudged: readonly {
    readonly kind: string;
    readonly count: number;
    readonly message: string;
    readonly range: LineRange;
    readonly document: number;
  }[];
  readonly podSecurity?: readonly JsonPodSecurity[];
}

/** The report of one run of `check`. */
export interface JsonReport {
  /** Bulkhead's version. */
  readonly version: string;
  /** Files that were asked for and could not be read. */
  readonly unread: readonly UnreadFile[];
  readonly files: readonly JsonFile[];
}

/**
 * The text of a {@link JsonReport}, file by file, as `JSON.stringify` gives it with an indentation of two, without characters that act: no run
 * is so large that its report would have to fit into memory. Each part is whole lines.
 */
export class JsonText implements Report {
  #held = '';
  #isFirst = true;

  constructor(private readonly version: string) {}

  begin(unread: readonly UnreadFile[]): string {
    const plain = unread.map(({ file, why }) => ({ file, why }));
    const head = harmlessJson(JSON.stringify({ version: this.version, unread: plain } satisfies Omit<JsonReport, 'files'>, null, 2));
    this.#held = `${head.slice(0, head.lastIndexOf('\n'))},\n  "files": [`;
    return '';
  }

  add(file: CheckedFile): string {
    const before = `${this.#held}${this.#isFirst ? '' : ','}\n`;
    this.#held = `    ${harmlessJson(JSON.stringify(jsonFile(file), null, 2)).replaceAll('\n', '\n    ')}`;
    this.#isFirst = false;
    return before;
  }

  end(): string {
    return this.#isFirst ? `${this.#held}]\n}\n` : `${this.#held}\n  ]\n}\n`;
  }
}

/** What `bulkhead check --format json` says of a file. Ranges as in the Language Server Protocol: zero-based lines, UTF-16 columns. */
export function jsonFile({ file, snapshot, findings, showProblems, podSecurity }: CheckedFile): JsonFile {
  const { lines } = snapshot.file;
  const problems = showProblems ? snapshot.problems : [];
  return {
    file,
    problems: problems.map(({ code, message, span, document }) => ({ code, message, range: lines.range(span), document })),
    findings: findings.map((finding) => jsonFinding(finding, snapshot, file)),
    unjudged: snapshot.unjudged.map(({ kind, count, message, span, document }) => ({ kind, count, message, range: lines.range(span), document })),
    ...(podSecurity ? { podSecurity: jsonPodSecurity(podSecurity, lines) } : {}),
  };
}

function jsonFinding(finding: Finding, snapshot: Snapshot, file: string): JsonFinding {
  const { resource } = finding;
  const template = renderedFrom(snapshot.file, finding.document);
  return {
    rule: finding.rule.id,
    severity: finding.severity,
    message: finding.message,
    range: snapshot.file.lines.range(finding.span),
    document: finding.document,
    path: finding.path,
    resource: { apiVersion: resource.apiVersion ?? null, kind: resource.kind, name: resource.name ?? null, namespace: resource.namespace ?? null },
    container: finding.container ?? null,
    ...(template === undefined ? {} : { renderedFrom: template }),
    ...(finding.also.length > 0 ? { also: finding.also.map(({ target }) => plainName(target.called)) } : {}),
    ...originOf(finding, snapshot),
    ...overlaysOf(finding, snapshot),
    ...relatedOf(finding, snapshot, file),
    ...(finding.structural ? { structural: true as const } : {}),
    fixes: snapshot.fixesOf(finding).map((fix) => {
      const compiled = snapshot.compileFix(finding, fix);
      const title = fullTitle(fix);
      const { safety } = fix;
      if (!compiled.ok) return { title, safety, refused: compiled.why };
      const otherFiles = compiled.others.map(({ file, source, edits }) => ({ file, edits: jsonEdits(edits, source.lines) }));
      return { title, safety, edits: jsonEdits(compiled.edits, snapshot.file.lines), ...(otherFiles.length > 0 ? { otherFiles } : {}) };
    }),
    fingerprint: finding.fingerprint,
  };
}

function relatedOf({ related, origin }: Finding, snapshot: Snapshot, own: string): Pick<JsonFinding, 'related'> {
  const places = related.flatMap(({ file, span, message, overlay }) => {
    // said as `overlays` and as the origin
    if (overlay) return [];
    if (origin && file === origin.file && span.start === origin.span.start) return [];
    const lines = file === undefined ? snapshot.file.lines : snapshot.other(file)?.lines;
    return lines ? [{ file: file ?? own, range: lines.range(span), message }] : [];
  });
  return places.length > 0 ? { related: places } : {};
}

function originOf({ origin }: Finding, snapshot: Snapshot): Pick<JsonFinding, 'origin'> {
  const lines = origin && snapshot.other(origin.file)?.lines;
  return origin && lines ? { origin: { file: origin.file, range: lines.range(origin.span) } } : {};
}

function overlaysOf({ related }: Finding, snapshot: Snapshot): Pick<JsonFinding, 'overlays'> {
  const overlays = related.flatMap(({ overlay, message, file, span }) => {
    const lines = overlay && file !== undefined ? snapshot.other(file)?.lines : undefined;
    return lines && file !== undefined ? [{ message, file, range: lines.range(span) }] : [];
  });
  return overlays.length > 0 ? { overlays } : {};
}

function jsonEdits(edits: EditSet, lines: LineIndex): JsonEdit[] {
  return edits.map(({ span, newText }) => ({ range: lines.range(span), newText }));
}
