import { HOLE } from './tree.ts';

/**
 * A text with Go templates (Helm), masked so that it is YAML. It is masked character for character, so that offsets stay the same.
 * Actions that print become {@link HOLE} characters or, on lines of their own, comments. Control actions become blanks.
 * Of each `if`/`else`, one branch is kept: this gives a *variant* of the text. The engine checks each variant and joins the findings.
 */
export interface Masked {
  readonly text: string;
  /** Offsets of keys whose value, and of list items whose map, may have entries that an action prints. -1: the root of each document. */
  readonly open: ReadonlySet<number>;
  /** How many variants show every branch: 1 to {@link MAX_VARIANTS}. */
  readonly variants: number;
}

const MAX_VARIANTS = 4;

type ActionKind = 'open' | 'else' | 'end' | 'output' | 'silent';

/** One `{{ … }}`, from `start` up to `end`: offsets in the text. */
export interface Action {
  start: number;
  end: number;
  kind: ActionKind;
  /** For `open`: the keyword. */
  word: string;
}

/** Finds `{{ … }}`. An action that is not closed ends with its line. */
export function scanActions(text: string): Action[] {
  const actions: Action[] = [];
  const lastComment = text.lastIndexOf('*/', text.lastIndexOf('}}'));
  for (let at = text.indexOf('{{'); at >= 0; at = text.indexOf('{{', at)) {
    const end = actionEnd(text, at, lastComment);
    const inner = text.slice(at + 2, end).replace(/^-?\s*/, '');
    const word = /^(if|else|end|range|with|define|block)\b/.exec(inner)?.[1] ?? '';
    const kind: ActionKind =
      word === 'end' ? 'end' : word === 'else' ? 'else' : word !== '' ? 'open' : inner.startsWith('/*') || /^\$[\w.]*\s*:?=/.test(inner) ? 'silent' : 'output';
    actions.push({ start: at, end, kind, word });
    at = end;
  }
  return actions;
}

/** @param lastComment where the last comment that is closed ends: none behind it is searched to the end of the text */
function actionEnd(text: string, start: number, lastComment: number): number {
  const lineEnd = text.indexOf('\n', start);
  const comment = /\{\{-?\s*\/\*/y;
  comment.lastIndex = start;
  if (comment.test(text) && comment.lastIndex <= lastComment) return text.indexOf('}}', text.indexOf('*/', comment.lastIndex)) + 2;
  for (let i = start + 2; i < text.length; i++) {
    const c = text[i];
    if (c === '}' && text[i + 1] === '}') return text[i + 2] === '}' && text[start + 2] === '{' ? i + 3 : i + 2;
    if (c === '{' && text[i + 1] === '{') break; // another begins: this one was never closed
    if (c === '"' || c === '`') {
      let j = i + 1;
      while (j < text.length && text[j] !== c && (c === '`' || text[j] !== '\n')) j += c === '"' && text[j] === '\\' ? 2 : 1;
      if (j >= text.length || text[j] !== c) break;
      i = j;
    }
  }
  return lineEnd < 0 ? text.length : text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd;
}

/**
 * Masks one variant of a templated text. Takes linear time, except that for each line with only actions the lines around are searched.
 * @param variant which branch of each condition to keep, counted from 0
 */
export function maskTemplate(text: string, variant: number): Masked {
  const actions = scanActions(text);
  const out = text.split('');
  const blank = (from: number, to: number, by = ' ') => {
    for (let i = from; i < to; i++) if (out[i] !== '\n' && out[i] !== '\r') out[i] = by;
  };
  const { merged, variants } = chooseBranches(text, actions, variant, blank);
  const lines = lineSpans(text);
  const open = new Set<number>();
  const held: { line: number; column: number }[] = [];
  let next = 0;
  let scalarIndent = -1; // inside a block scalar: the column that its content must exceed
  let contentIndent = 0; // and the column at which its content stands
  const enter = (n: number, start: number, end: number) => {
    scalarIndent = blockScalarParent(out, start, end);
    if (scalarIndent >= 0) contentIndent = contentColumn(out, lines, n, scalarIndent);
  };
  for (let n = 0; n < lines.length; n++) {
    const [start, end] = lines[n] as [number, number];
    while (next < merged.length && (merged[next] as Action).end <= start) next++;
    const here: Action[] = [];
    for (let k = next; k < merged.length && (merged[k] as Action).start < end; k++) here.push(merged[k] as Action);
    const rest = outside(out, start, end, here);
    const bare = here.length > 0 && rest.trim() === '';
    const indent = leading(out, start, end);
    if (scalarIndent >= 0) {
      const column = bare ? printColumn(text, here, start) : indent;
      const inside = (rest.trim() === '' && !(bare && here.some((a) => a.kind === 'output') && column <= scalarIndent)) || indent > scalarIndent;
      if (inside) {
        if (here.length > 0) {
          if (bare) {
            for (let i = start; i < end; i++) if (out[i] !== '\r') out[i] = i - start < contentIndent ? ' ' : 'x';
          } else for (const a of here) blank(Math.max(a.start, start), Math.min(a.end, end), 'x');
        }
        continue;
      }
      scalarIndent = -1;
    }
    if (here.length === 0) {
      enter(n, start, end);
      continue;
    }
    if (bare) {
      if (here.some((a) => a.kind === 'output' && a.start >= start)) held.push({ line: n, column: printColumn(text, here, start) });
      blank(start, end);
      if (here.some((a) => a.kind === 'output')) out[Math.max(start, Math.min(...here.map((a) => a.start)))] = '#';
      continue;
    }
    for (const a of here) blank(Math.max(a.start, start), Math.min(a.end, end), a.kind === 'output' ? HOLE : ' ');
    enter(n, start, end);
  }
  for (const hole of held) place(out, lines, hole, open);
  return { text: out.join(''), open, variants };
}

/** Makes one printing action of each `if … end` on a single line, and blanks the branches that this variant leaves out. */
function chooseBranches(
  text: string,
  actions: readonly Action[],
  variant: number,
  blank: (from: number, to: number) => void,
): { merged: Action[]; variants: number } {
  interface Chain {
    opener: Action;
    line: number;
    branches: { from: number; to: number }[];
    hasElse: boolean;
  }
  const stack: Chain[] = [];
  const chains: (Chain & { end: Action; isInline: boolean })[] = [];
  let [line, lineEnd] = [0, text.indexOf('\n')];
  for (const action of actions) {
    for (; lineEnd >= 0 && lineEnd < action.start; lineEnd = text.indexOf('\n', lineEnd + 1)) line++;
    if (action.kind === 'open') stack.push({ opener: action, line, branches: [{ from: action.end, to: -1 }], hasElse: false });
    else if (action.kind === 'else') {
      const chain = stack.at(-1);
      if (!chain) continue;
      (chain.branches.at(-1) as { to: number }).to = action.start;
      chain.branches.push({ from: action.end, to: -1 });
      if (!/^\{\{-?\s*else\s+(?:if|with)\b/.test(text.slice(action.start, action.end))) chain.hasElse = true;
    } else if (action.kind === 'end') {
      const chain = stack.pop();
      if (!chain) continue;
      (chain.branches.at(-1) as { to: number }).to = action.start;
      chains.push({ ...chain, end: action, isInline: chain.line === line && !(lineEnd >= 0 && lineEnd < action.end) });
    }
  }
  let variants = 1;
  const inline: Action[] = [];
  const gone: { from: number; to: number }[] = [];
  for (const chain of chains) {
    const { opener, end, branches } = chain;
    if (chain.isInline) {
      inline.push({ start: opener.start, end: end.end, kind: 'output', word: '' });
      continue;
    }
    if (opener.word !== 'if' && opener.word !== 'with') continue;
    const count = branches.length + (chain.hasElse ? 0 : 1);
    variants = Math.max(variants, Math.min(count, MAX_VARIANTS));
    const chosen = Math.min(variant, count - 1);
    branches.forEach((branch, index) => {
      if (index !== chosen) gone.push(branch);
    });
  }
  // each before those inside it
  const outer = (a: Hidden, b: Hidden) => a.start - b.start || b.end - a.end;
  const blanked: readonly Hidden[] = gone.map(({ from, to }) => ({ start: from, end: to })).sort(outer);
  let done = 0;
  for (const { start, end } of blanked) {
    blank(Math.max(start, done), end);
    done = Math.max(done, end);
  }
  const hidden = [...blanked, ...inline].sort(outer);
  let [next, reach] = [0, -1];
  const isCovered = (action: Action) => {
    for (let one = hidden[next]; one && one !== action && outer(one, action) <= 0; one = hidden[++next]) reach = Math.max(reach, one.end);
    return action.end <= reach;
  };
  const merged = [...actions, ...inline].sort(outer).filter((action) => !isCovered(action));
  return { merged, variants };
}

/** A part of the text that is not read as it stands. */
interface Hidden {
  readonly start: number;
  readonly end: number;
}

function lineSpans(text: string): [number, number][] {
  const lines: [number, number][] = [];
  let start = 0;
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', start)) {
    lines.push([start, i]);
    start = i + 1;
  }
  lines.push([start, text.length]);
  return lines;
}

function outside(out: readonly string[], start: number, end: number, actions: readonly Action[]): string {
  let rest = '';
  let at = start;
  for (const a of actions) {
    if (a.start > at) rest += out.slice(at, a.start).join('');
    at = Math.max(at, a.end);
  }
  return at < end ? rest + out.slice(at, end).join('') : rest;
}

function leading(out: readonly string[], start: number, end: number): number {
  let i = start;
  while (i < end && out[i] === ' ') i++;
  return i - start;
}

/** The column at which the actions of a line print: the number after `indent` or `nindent`, else the column of the first action. */
function printColumn(text: string, actions: readonly Action[], start: number): number {
  for (const a of actions) {
    const said = /\bn?indent\s+(\d+)/.exec(text.slice(a.start, a.end));
    if (said) return Number(said[1]);
  }
  return Math.max(0, (actions[0] as Action).start - start);
}

/** The column of the content of a block scalar: that of its first line that does not begin with an action. */
function contentColumn(out: readonly string[], lines: readonly (readonly [number, number])[], header: number, parent: number): number {
  for (let n = header + 1; n < lines.length; n++) {
    const [start, end] = lines[n] as [number, number];
    const line = out.slice(start, end).join('');
    if (line.trim() === '' || line.trimStart().startsWith('{{')) continue;
    const column = line.length - line.trimStart().length;
    return column > parent ? column : parent + 1;
  }
  return parent + 1;
}

/** If a line ends with the header of a block scalar (`|`, `>`): the column that its content must exceed; else -1. */
function blockScalarParent(out: readonly string[], start: number, end: number): number {
  const line = out.slice(start, end).join('');
  if (!/(?:^|[\s:-])[|>][0-9+-]{0,2}[ \t]*(?:#.*)?\r?$/.test(line) || /^\s*#/.test(line)) return -1;
  const head = /^(\s*(?:-\s+)*)\S/.exec(line.replace(/-(\s+)[|>].*$/, '-$1'));
  const dashOnly = /^\s*(?:-\s+)*-\s+[|>]/.test(line);
  return dashOnly ? line.lastIndexOf('-') : (head?.[1]?.length ?? 0);
}

/** Decides what a line of printing actions is: the value of the key above, or more entries of the collection around it. */
function place(out: string[], lines: readonly (readonly [number, number])[], hole: { line: number; column: number }, open: Set<number>): void {
  const significant = (n: number) => {
    const [start, end] = lines[n] as [number, number];
    const line = out.slice(start, end).join('').replace(/\r$/, '');
    return /^\s*(#.*)?$/.test(line) ? undefined : line;
  };
  let above = hole.line - 1;
  while (above >= 0 && significant(above) === undefined) above--;
  let below = hole.line + 1;
  while (below < lines.length && significant(below) === undefined) below++;
  const head = above >= 0 ? (significant(above) as string) : undefined;
  const foot = below < lines.length ? (significant(below) as string) : undefined;
  const columnOf = (line: string) => (/^\s*(?:-\s+)*/.exec(line) as RegExpExecArray)[0].length;
  if (head !== undefined && /:\s*$/.test(head)) {
    const parent = columnOf(head);
    const footIndent = foot === undefined ? -1 : leading([...foot], 0, foot.length);
    const continues = foot !== undefined && (footIndent > parent || (footIndent === parent && foot.trimStart().startsWith('-')));
    if (!continues && !/^---/.test(head)) {
      // the value of `key:`: move the hole up to the key's line by overwriting the line breaks between them
      const [start, end] = lines[hole.line] as [number, number];
      const from = (lines[above] as [number, number])[0] + head.trimEnd().length;
      for (let i = from; i < start; i++) out[i] = ' ';
      for (let i = start; i < end; i++) if (out[i] !== '\r') out[i] = i >= end - 2 ? HOLE : ' ';
      return;
    }
  }
  let column = hole.column;
  if (column === 0 && head !== undefined) column = columnOf(head);
  for (let n = above; n >= 0; n--) {
    const line = significant(n);
    if (line === undefined) continue;
    const dash = /^\s*/.exec(line)?.[0].length ?? 0;
    const key = columnOf(line);
    const start = (lines[n] as [number, number])[0];
    if (/^(---|\.\.\.)/.test(line)) break;
    if (dash >= column) continue;
    open.add(start + key); // `key:` above, or the first key of the item at `- key:`
    return;
  }
  open.add(-1);
}
