import type { ScalarNode } from '../tree.ts';
import { indentOf, scalar } from './scalars.ts';
import { CODE, notClean, type TextReader } from './text-reader.ts';

/** Reads a block scalar, and moves to the next content. An indentation indicator and `+` are left to `yaml`. */
export function block(reader: TextReader, parent: number): ScalarNode {
  const { text, at: start } = reader;
  const isFolded = text.charCodeAt(start) === CODE.greater;
  reader.at++;
  const strips = reader.code === CODE.dash;
  if (strips) reader.at++;
  reader.endLine();
  const body = bodyOf(reader, parent);
  const content = isFolded ? foldedBody(body) : body.lines.map((line) => line.slice(body.indent)).join('\n');
  reader.toContent();
  if (reader.column > parent) notClean();
  return scalar('\n'.repeat(body.emptyBefore) + content + (strips ? '' : '\n'), 'block', start, body.end);
}

interface Body {
  /** The empty lines before the first line of content. */
  readonly emptyBefore: number;
  /** The lines from the first to the last with content. */
  readonly lines: readonly string[];
  /** The columns before the first line of content. */
  readonly indent: number;
  readonly end: number;
}

/** The lines of a block scalar. The reader is then at the start of the line after the last one with content. */
function bodyOf(reader: TextReader, parent: number): Body {
  const { text } = reader;
  const lines: string[] = [];
  let emptyBefore = 0;
  let indent = -1;
  let end = -1;
  let empty = 0;
  let widest = 0;
  for (let at = reader.at; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 ? text.length : newline + 1;
    const lineEnd = newline < 0 ? next : text.charCodeAt(newline - 1) === CODE.return && newline > at ? newline - 1 : newline;
    const line = text.slice(at, lineEnd);
    const own = indentOf(line);
    if (own === line.length) {
      widest = Math.max(widest, own);
      empty++;
    } else {
      if (indent < 0) {
        if (own <= parent || own === 0) notClean();
        [indent, emptyBefore, empty] = [own, empty, 0];
      }
      if (own < indent) break;
      // blanks beyond the indentation of the text belong to it
      if (widest > indent || line.includes('\r')) notClean();
      for (; empty > 0; empty--) lines.push('');
      lines.push(line);
      end = lineEnd;
      reader.at = next;
    }
    at = next;
  }
  return indent < 0 || widest > indent ? notClean() : { emptyBefore, lines, indent, end };
}

/** Folds a block scalar: between lines that are not indented further, a line break is a blank. */
function foldedBody({ lines, indent }: Body): string {
  let content = '';
  let separator = '';
  let wasIndented = false;
  for (const line of lines) {
    const own = line.slice(indent);
    const first = own.charCodeAt(0);
    if (first === CODE.tab) notClean();
    if (own === '') {
      if (separator === '\n') content += '\n';
      separator = '\n';
    } else if (first === CODE.space) {
      if (separator === ' ') separator = '\n';
      else if (!wasIndented && separator === '\n') separator = '\n\n';
      content += separator + own;
      [separator, wasIndented] = ['\n', true];
    } else {
      content += separator + own;
      [separator, wasIndented] = [' ', false];
    }
  }
  return content;
}
