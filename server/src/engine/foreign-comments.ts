import { rulesLike, rulesOfTool } from '../rules/other-tools.ts';
import { isData, locate, pathAt } from '../syntax/navigate.ts';
import { documentAt, type SourceFile } from '../syntax/source-file.ts';
import type { Span } from '../text/text.ts';
import type { ForeignAllow } from './foreign-allow.ts';

/** `# trivy:ignore:KSV017 trivy:ignore:KSV018:exp:2027-03-31 why`. Source: Trivy's documentation, "Filtering resources by inline comments". */
const TRIVY = /^trivy:ignore:(?<check>\*|[\w-]+)(?::ws:[^\s:]+)?(?::exp:(?<until>\d{4}-\d\d-\d\d))?$/;
/** `# kics-scan ignore-line`. Source: KICS' documentation, "Using commands on scanned files as comments". */
const KICS = /^kics-scan[ \t]+(ignore-line|ignore-block|ignore|disable=([\w,-]+))$/;
const COMMENT = /(?<=^|[ \t])#+[ \t]*((?:trivy:ignore|kics-scan)[^\r\n]*)/gm;

/** The exceptions in comments for other tools: for the block below, a line, or the file. */
export function foreignComments(file: SourceFile): ForeignAllow[] {
  return [...file.text.matchAll(COMMENT)].flatMap((match): ForeignAllow[] => {
    const start = match.index;
    const placed = documentAt(file, start);
    if (!placed || isData(placed.document, start - placed.span.start)) return [];
    const said = (match[1] ?? '').trimEnd();
    const at = { document: placed.index, span: { start, end: start + match[0].trimEnd().length } };
    return said.startsWith('trivy') ? trivyOf(file, said, at) : kicsOf(file, said, at);
  });
}

type At = Pick<ForeignAllow, 'document' | 'span'>;

function trivyOf(file: SourceFile, said: string, at: At): ForeignAllow[] {
  const words = said.split(/[ \t]+/);
  const ids = words.flatMap((word) => {
    const { check, until } = TRIVY.exec(word)?.groups ?? {};
    return check === undefined ? [] : [{ check, until }];
  });
  const span = blockBelow(file, at.span.start);
  // an id with attributes is about a part that nobody can tell here
  if (!span || words.some((word) => word.startsWith('trivy:ignore:') && !TRIVY.test(word))) return [];
  const reason = words
    .filter((word) => !TRIVY.test(word))
    .join(' ')
    .replace(/^(?:--|-|#)\s*/, '');
  return ids.map(({ check, until }) => ({
    ...at,
    tool: 'trivy',
    check,
    rules: check === '*' ? rulesOfTool('trivy') : rulesLike('trivy', check),
    reason,
    until,
    mute: true,
    covers: { span },
  }));
}

function kicsOf(file: SourceFile, said: string, at: At): ForeignAllow[] {
  const [, command, ids] = KICS.exec(said) ?? [];
  if (command === undefined) return [];
  const made = (check: string, covers: ForeignAllow['covers'], rules: readonly string[]): ForeignAllow => ({
    ...at,
    tool: 'kics',
    check,
    rules,
    reason: '',
    mute: true,
    covers,
  });
  const all = rulesOfTool('kics');
  if (command === 'ignore-line') {
    const line = lineBelow(file, at.span.start);
    const { lines } = file;
    return [made('*', { span: { start: lines.lineStart(line), end: endOfLine(file, line) } }, all)];
  }
  if (command === 'ignore-block') {
    const span = blockBelow(file, at.span.start);
    return span ? [made('*', { span }, all)] : [];
  }
  // these two have to stand before everything else
  if (!/^(?:\uFEFF|\s|#[^\n]*(?:\n|$)|---[ \t]*\r?\n)*$/.test(file.text.slice(0, at.span.start))) return [];
  if (ids === undefined) return [made('*', 'file', all)];
  return ids.split(',').map((id) => made(id, 'file', rulesLike('kics', id)));
}

/** The line that a comment is about: its own, if something stands before it, else the next one that is no comment. */
function lineBelow({ text, lines }: SourceFile, start: number): number {
  const own = lines.lineOf(start);
  if (text.slice(lines.lineStart(own), start).trim() !== '') return own;
  for (let line = own + 1; line < lines.lineCount; line++) {
    const end = line + 1 < lines.lineCount ? lines.lineStart(line + 1) : text.length;
    if (!/^\s*(?:#|$)/.test(text.slice(lines.lineStart(line), end))) return line;
  }
  return own;
}

function endOfLine({ text, lines }: SourceFile, line: number): number {
  return line + 1 < lines.lineCount ? lines.lineStart(line + 1) - 1 : text.length;
}

/** What begins in the line that a comment is about: an item of a list, a key with its value, or the whole document. Offsets in the file. */
function blockBelow(file: SourceFile, start: number): Span | undefined {
  const line = lineBelow(file, start);
  const from = file.lines.lineStart(line);
  const [, indent = '', dash = ''] = /^([ \t]*)((?:-[ \t]+)?)/.exec(file.text.slice(from, endOfLine(file, line))) ?? [];
  const offset = from + indent.length + dash.length;
  const placed = documentAt(file, offset);
  if (!placed) return undefined;
  const { document, span, index } = placed;
  if (document.root && offset - span.start <= document.root.span.start) return span;
  const found = pathAt(document, offset - span.start);
  if (!found) return undefined;
  const path = dash !== '' && found.onKey ? found.path.slice(0, -1) : found.path;
  const block = locate(document, { document: index, path, part: 'pair' });
  return block && { start: block.start + span.start, end: block.end + span.start };
}
