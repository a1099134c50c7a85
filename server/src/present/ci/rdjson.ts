import type { Severity } from '../../rules/rule.ts';
import type { LineColumn, LineRange } from '../../text/text.ts';
import { jsonFile } from '../json/report.ts';
import { type CheckedFile, Entries, LEVELS, type Report } from '../report.ts';

const SEVERITY = { error: 'ERROR', warning: 'WARNING', note: 'INFO' } as const;

/** The format of reviewdog. Columns count bytes of UTF-8, from one. Source: reviewdog, proto/rdf/reviewdog.proto. */
export class RdjsonReport implements Report {
  readonly #entries = new Entries('    ');

  begin(): string {
    return '{\n  "source": { "name": "bulkhead" },\n  "diagnostics": [';
  }

  add(checked: CheckedFile): string {
    const { file: source } = checked.snapshot;
    const position = ({ line, character }: LineColumn) => {
      const start = source.lines.lineStart(line);
      return { line: line + 1, column: bytesOf(source.text.slice(start, start + character)) + 1 };
    };
    const rangeOf = ({ start, end }: LineRange) => ({ start: position(start), end: position(end) });
    const { file, findings } = jsonFile(checked);
    const entries = findings.map(({ rule, severity, message, range, fixes }) => {
      // reviewdog offers them as suggestions: those that need a decision, or another file, are none
      const fix = fixes.find(({ safety, edits, otherFiles }) => safety !== 'manual' && edits !== undefined && otherFiles === undefined);
      const suggestions = (fix?.edits ?? []).map((edit) => ({ range: rangeOf(edit.range), text: edit.newText }));
      const entry = {
        message,
        location: { path: file, range: rangeOf(range) },
        severity: SEVERITY[LEVELS[severity as Severity]],
        code: { value: rule },
        ...(suggestions.length > 0 ? { suggestions } : {}),
      };
      return this.#entries.add(entry);
    });
    return entries.join('');
  }

  end(): string {
    return `${this.#entries.end()}\n}\n`;
  }
}

/** The length of a text in UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}
