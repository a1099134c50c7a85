import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../kit/cli.ts';

/** The page of what was run, and what was seen. */
export const EVIDENCE_PAGE = path.join(ROOT, 'docs/EVIDENCE.md');

/** A section of the page without its title. */
export function readSection(title: string): string {
  return partOf(title).exec(readFileSync(EVIDENCE_PAGE, 'utf8'))?.[1] ?? '';
}

/** Puts a section of the page in place of the one before. */
export function writeSection(title: string, text: string): void {
  const page = readFileSync(EVIDENCE_PAGE, 'utf8');
  const before = partOf(title);
  const section = `## ${title}\n\n${text.trimEnd()}\n`;
  writeFileSync(EVIDENCE_PAGE, before.test(page) ? page.replace(before, () => section) : `${page.trimEnd()}\n\n${section}`);
}

/** A text that stays in its cell of a table. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function partOf(title: string): RegExp {
  return new RegExp(`## ${title}\n([\\s\\S]*?)(?=\n## |$)`);
}
