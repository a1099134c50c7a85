import { SEVERITIES, type Severity } from '../../rules/rule.ts';
import type { CheckedFile, Report, UnreadFile } from '../report.ts';
import { count } from '../words.ts';
import { code, plain, table } from './text.ts';

/** A summary lists so many findings: a comment of a pull request has to stay readable. */
const LISTED = 50;

/** A summary for a pull request or a job, in Markdown: how many findings of each severity, and the worst of them. */
export class MarkdownReport implements Report {
  readonly #rows: { readonly severity: Severity; readonly cells: readonly string[] }[] = [];
  #unread: readonly UnreadFile[] = [];
  #files = 0;
  /** Findings of a baseline, which are not listed. */
  #known = 0;

  begin(unread: readonly UnreadFile[]): string {
    this.#unread = unread;
    return '';
  }

  add({ file, snapshot, findings }: CheckedFile): string {
    this.#files++;
    this.#known += snapshot.findings.length - findings.length;
    for (const { rule, severity, message, span } of findings) {
      const line = snapshot.file.lines.lineOf(span.start) + 1;
      this.#rows.push({ severity, cells: [severity, cell(`${file}:${line}`), cell(rule.id), quiet(message)] });
    }
    return '';
  }

  end(): string {
    const rows = [...this.#rows].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
    const counts = SEVERITIES.flatMap((severity) => {
      const n = rows.filter((row) => row.severity === severity).length;
      return n > 0 ? [`${n} ${severity}`] : [];
    });
    const fresh = this.#known > 0 ? 'new ' : '';
    const found = rows.length === 0 ? `no ${fresh}findings` : `${count(rows.length, `${fresh}finding`)} (${counts.join(', ')})`;
    const listed = rows.slice(0, LISTED).map(({ cells }) => cells);
    return [
      `### Bulkhead: ${found} in ${count(this.#files, 'file')}`,
      '',
      ...(listed.length > 0 ? [table(['severity', 'place', 'rule', 'what'], listed), ''] : []),
      ...(rows.length > LISTED ? [`${rows.length - LISTED} more are not listed.`, ''] : []),
      ...(this.#unread.length > 0 ? [`Not judged: ${this.#unread.map(({ file, why }) => `${code(file)} (${quiet(why)})`).join(', ')}.`, ''] : []),
    ].join('\n');
  }
}

/** Text in which nobody is mentioned and no issue is linked: the hosts of repositories do both also for escaped characters. */
function quiet(text: string): string {
  return plain(text).replace(/\\?([@#!])(?=\w)/g, '$1<!-- -->');
}

/** Code in a table, where a bar ends the cell even in code. */
function cell(text: string): string {
  return code(text).replaceAll('|', '\\|');
}
