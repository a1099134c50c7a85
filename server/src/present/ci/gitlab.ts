import type { Severity } from '../../rules/rule.ts';
import { type CheckedFile, Entries, type Report } from '../report.ts';

const SEVERITY: Readonly<Record<Severity, string>> = { critical: 'blocker', high: 'critical', medium: 'major', low: 'minor', info: 'info' };

/** A Code Quality report of GitLab. Of findings with the same fingerprint GitLab shows one: it has the file, and no line. Source: GitLab docs, "Code Quality". */
export class GitlabReport implements Report {
  readonly #entries = new Entries('  ');

  begin(): string {
    return '[';
  }

  add({ file, snapshot, findings }: CheckedFile): string {
    const entries = findings.map(({ rule, severity, message, span, fingerprint }) => {
      const { start, end } = snapshot.file.lines.range(span);
      const entry = {
        description: message,
        check_name: rule.id,
        fingerprint: `${fingerprint}:${file}`,
        severity: SEVERITY[severity],
        location: { path: file, lines: { begin: start.line + 1, end: end.line + 1 } },
      };
      return this.#entries.add(entry);
    });
    return entries.join('');
  }

  end(): string {
    return `${this.#entries.end()}\n`;
  }
}
