import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** One entry of a VS Code snippet file. */
interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

const HEADER = /^# (prefix|description): (.+)$/;

/** Reads a snippet: header comments, then the body with tab stops such as `${1:name}`. */
function parseSnippet(file: string, source: string): Snippet {
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
  return { prefix, description, body };
}

/** The VS Code snippet file of one folder of sources. The name of a snippet is the name of its file. */
export function snippetFile(folder: string): Record<string, Snippet> {
  const names = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.yaml'))
        .sort()
    : [];
  return Object.fromEntries(
    names.map((name) => {
      const file = path.posix.join(folder, name);
      const snippet = parseSnippet(file, readFileSync(file, 'utf8'));
      return [path.basename(name, '.yaml'), snippet];
    }),
  );
}
