import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A snippet, as completion offers it. */
interface Snippet {
  readonly dialect: string;
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

const HEADER = /^# (prefix|description): (.+)$/;

/** Reads a snippet: header comments, then the body with tab stops such as `${1:name}`. */
function parseSnippet(dialect: string, file: string, source: string): Snippet {
  const lines = source.replace(/\r\n/g, '\n').trimEnd().split('\n');
  const header = new Map<string, string>();
  let start = 0;
  for (let match = HEADER.exec(lines[start] ?? ''); match !== null; match = HEADER.exec(lines[start] ?? '')) {
    header.set(match[1] ?? '', match[2] ?? '');
    start += 1;
  }
  const prefix = header.get('prefix');
  const description = header.get('description');
  if (prefix === undefined || description === undefined) throw new Error(`${file}: starts with "# prefix: …" and "# description: …"`);
  const body = lines.slice(start);
  while (body[0] === '') body.shift();
  return { dialect, prefix, description, body };
}

/** The snippets of a folder, which has a folder for each dialect. */
export function snippetsOf(root: string): Snippet[] {
  return readdirSync(root)
    .sort()
    .flatMap((dialect) => {
      const folder = path.posix.join(root, dialect);
      const names = readdirSync(folder)
        .filter((name) => name.endsWith('.yaml'))
        .sort();
      return names.map((name) => {
        const file = path.posix.join(folder, name);
        return parseSnippet(dialect, file, readFileSync(file, 'utf8'));
      });
    });
}
