import type { Severity } from '../../rules/rule.ts';
import { harmlessJson } from '../harmless.ts';
import type { CheckedFile, Report } from '../report.ts';

const SEVERITY: Readonly<Record<Severity, string>> = { critical: 'blocker', high: 'critical', medium: 'major', low: 'minor', info: 'info' };

/** A Code Quality report of GitLab. Of findings with the same fingerprint GitLab shows one: it has the file, and no line. Source: GitLab docs, "Code Quality". */
export class GitlabReport implements Report {
  #isFirst = true;

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
      const separator = this.#isFirst ? '' : ',';
      this.#isFirst = false;
      return `${separator}\n  ${harmlessJson(JSON.stringify(entry))}`;
    });
    return entries.join('');
  }

  end(): string {
    return this.#isFirst ? ']\n' : '\n]\n';
  }
}
