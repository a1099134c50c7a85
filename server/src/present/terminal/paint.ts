import { SEVERITIES, type Severity } from '../../rules/rule.ts';
import type { SourceFile } from '../../syntax/source-file.ts';

/** Paints a text; a host without colours gives the identity for each. */
export interface Colours {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
  readonly underline: (text: string) => string;
}

/** The width of the column of severities. */
export const WIDTH = Math.max(...SEVERITIES.map((severity) => severity.length));
/** What stands before each line below a heading. */
export const INDENT = '  ';

/** A severity as the first cell of a line. */
export function severityCell(severity: Severity, colours: Colours): string {
  return paint(severity, colours)(severity.padEnd(WIDTH));
}

/** Gives a text the colour of a severity. */
export function paint(severity: Severity, colours: Colours): (text: string) => string {
  switch (severity) {
    case 'critical':
      return (text) => colours.bold(colours.red(text));
    case 'high':
      return colours.red;
    case 'medium':
      return colours.yellow;
    case 'low':
      return colours.cyan;
    case 'info':
      return colours.dim;
  }
}

/** Line and column as editors count them, from one. */
export function place(offset: number, { lines }: SourceFile): string {
  const { line, character } = lines.position(offset);
  return `${line + 1}:${character + 1}`;
}
