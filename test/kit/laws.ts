import { parseAllDocuments } from 'yaml';
import { readSettings } from '../../server/src/config/settings.ts';
import type { FileAnalysis } from '../../server/src/engine/analysis.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import type { Finding } from '../../server/src/engine/finding.ts';
import { applyEdits, type Span } from '../../server/src/text/text.ts';
import { comments, lostComment } from './comments.ts';

/** Every rule raises something, whatever the default threat model thinks of it: fixtures show what is found, not how severe it is. */
export function analyse(uri: string, text: string, settings: unknown = {}): FileAnalysis {
  return new Engine(readSettings(settings).settings).analyse({ uri, text });
}

/** A finding with a fix that compiles, and the text after it. */
export interface Fixed {
  readonly finding: Finding;
  readonly title: string;
  readonly after: string;
}

export function fixesOf(analysis: FileAnalysis): Fixed[] {
  return analysis.findings.flatMap((finding) =>
    finding.fixes.flatMap((fix) => {
      const compiled = analysis.compileFix(finding, fix);
      return compiled.ok ? [{ finding, title: fix.title, after: applyEdits(analysis.file.text, compiled.edits) }] : [];
    }),
  );
}

/** What is wrong with a fix, in words; empty when every law holds. */
export function brokenLaws(uri: string, before: FileAnalysis, { finding, after }: Fixed, settings: unknown = {}): string[] {
  const broken: string[] = [];
  const text = before.file.text;
  const analysed = analyse(uri, after, settings);
  const of = (analysis: FileAnalysis, rule: string) => analysis.findings.filter((f) => f.rule.id === rule).length;
  if (of(analysed, finding.rule.id) >= of(before, finding.rule.id)) broken.push('the finding is still there');
  const rules = new Set(analysed.findings.map((f) => f.rule.id));
  for (const rule of rules) if (of(analysed, rule) > of(before, rule)) broken.push(`it adds a finding of ${rule}`);
  if (analysed.problems.length > before.problems.length) broken.push(`it adds a problem: ${analysed.problems.map((p) => p.message).join('; ')}`);
  if (!before.file.templated) {
    const errors = parseAllDocuments(after, { uniqueKeys: false }).flatMap((document) => document.errors);
    const already = parseAllDocuments(text, { uniqueKeys: false }).flatMap((document) => document.errors);
    if (errors.length > already.length) broken.push(`it does not parse: ${errors[0]?.message}`);
    const lost = lostComment(ownComments(text, finding, before), comments(after));
    if (lost !== undefined) broken.push(`it loses the comment "${lost}"`);
  }
  return broken;
}

/** The comments that a fix of this finding has to keep: all but those on the lines of what it may remove. */
function ownComments(text: string, finding: Finding, { file }: FileAnalysis): string[] {
  const spans: Span[] = [finding.span, ...finding.related.map((r) => r.span)];
  const gone = new Set(
    spans.flatMap((span) => {
      const last = file.lines.lineOf(span.end);
      return comments(text.slice(file.lines.lineStart(file.lines.lineOf(span.start)), file.lines.lineStart(last + 1)));
    }),
  );
  return comments(text).filter((comment) => !gone.has(comment));
}

/** A finding as it can be compared between two spellings of the same file. */
export function fingerprintsOf(analysis: FileAnalysis): string[] {
  return analysis.findings.map((f) => {
    const { start, end } = analysis.file.lines.range(f.span);
    return `${f.rule.id} ${start.line}:${start.character}-${end.line}:${end.character} ${f.fingerprint}`;
  });
}
