import type { Position, TextDocumentContentChangeEvent } from 'vscode-languageserver/node';

/** A change that a key makes, and the line on which the cursor then is. */
export interface Stroke {
  readonly change: TextDocumentContentChangeEvent;
  readonly line: number;
}

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']', '"': '"', "'": "'" };

/**
 * The strokes that write a text from nothing as a person does in VS Code with its settings for YAML: a new line is indented like the last one,
 * Tab and Backspace change that by two; a quotation mark or bracket comes with its counterpart, which is then typed over; blanks on an empty
 * line go.
 */
export function* strokes(text: string): Generator<Stroke> {
  const lines = text.split('\n');
  let before = '';
  for (const [line, content] of lines.entries()) {
    if (line === lines.length - 1 && content === '') yield insert({ line: line - 1, character: before.length }, '\n');
    else if (line > 0) {
      const given = before.length - before.trimStart().length;
      yield insert({ line: line - 1, character: before.length }, `\n${' '.repeat(given)}`);
      const wanted = content === '' ? 0 : content.length - content.trimStart().length;
      for (let at = given; at > wanted; ) {
        const to = Math.max(wanted, at - 2);
        yield erase(line, to, at);
        at = to;
      }
      for (let at = given; at < wanted; at += 2) yield insert({ line, character: at }, '  ');
    }
    yield* keys(line, content);
    before = content;
  }
}

function* keys(line: number, content: string): Generator<Stroke> {
  const open: string[] = [];
  for (let at = content.length - content.trimStart().length; at < content.length; at++) {
    const key = content[at] as string;
    const quoted = open.at(-1) === '"' || open.at(-1) === "'";
    const comment = /(?:^|\s)#/.test(content.slice(0, at));
    if (key === open.at(-1))
      open.pop(); // typed over
    else if (!comment && !quoted && CLOSING[key] !== undefined && !(/["']/.test(key) && /\w/.test(content[at - 1] ?? ''))) {
      open.push(CLOSING[key]);
      yield insert({ line, character: at }, key + CLOSING[key]);
    } else yield insert({ line, character: at }, key);
  }
}

function insert(at: Position, text: string): Stroke {
  return { change: { range: { start: at, end: at }, text }, line: at.line + text.split('\n').length - 1 };
}

function erase(line: number, from: number, to: number): Stroke {
  return { change: { range: { start: { line, character: from }, end: { line, character: to } }, text: '' }, line };
}
