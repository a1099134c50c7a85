import { SEVERITIES } from '../../rules/rule.ts';
import { visible } from '../harmless.ts';
import { type CheckedFile, LEVELS, type Report, type UnreadFile } from '../report.ts';

const COMMANDS = { error: 'error', warning: 'warning', note: 'notice' } as const;

/**
 * Annotations for GitHub Actions, as workflow commands, worst first: of each kind GitHub shows ten per step. Source: GitHub docs, "Workflow
 * commands for GitHub Actions"; actions/toolkit, command.ts.
 */
export class GithubReport implements Report {
  readonly #lines: { readonly rank: number; readonly line: string }[] = [];

  begin(unread: readonly UnreadFile[]): string {
    return unread.map(({ file, why }) => command('error', { file, title: 'cannot be read' }, why)).join('');
  }

  add({ file, snapshot, findings, showProblems }: CheckedFile): string {
    const { lines } = snapshot.file;
    for (const { rule, severity, message, span } of findings) {
      const { start, end } = lines.range(span);
      const place = {
        file,
        line: start.line + 1,
        endLine: end.line + 1,
        ...(start.line === end.line ? { col: start.character + 1, endColumn: Math.max(start.character + 1, end.character) } : {}),
      };
      const line = command(COMMANDS[LEVELS[severity]], { ...place, title: `${rule.id} (${severity})` }, message);
      this.#lines.push({ rank: SEVERITIES.indexOf(severity), line });
    }
    if (!showProblems) return '';
    return snapshot.problems.map(({ code, message, span }) => command('warning', { file, line: lines.lineOf(span.start) + 1, title: code }, message)).join('');
  }

  end(): string {
    return this.#lines
      .sort((a, b) => a.rank - b.rank)
      .map(({ line }) => line)
      .join('');
  }
}

/** A workflow command. Nothing of its properties or message ends it, or begins another one. */
export function command(name: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const given = Object.entries(properties).map(
    ([key, value]) =>
      `${key}=${escaped(visible(String(value)))
        .replaceAll(':', '%3A')
        .replaceAll(',', '%2C')}`,
  );
  return `::${name} ${given.join(',')}::${escaped(visible(message))}\n`;
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
