import type { Emitter } from './draft.ts';
import type { Collection, Entry } from './layout.ts';
import { Refused } from './plan.ts';
import { colonOf, commaOf, printFlow, printKey } from './print.ts';
import type { Addition, EditAction } from './resolve.ts';
import type { FlowStyle } from './style.ts';

/**
 * Makes the edits inside `[…]` or `{…}`: entries that are added, removed or changed.
 * @param emitEntry makes the edits of an entry that stays
 * @throws Refused if a comment stands between entries
 */
export function emitFlow(emitter: Emitter, collection: Collection, action: EditAction, flow: FlowStyle, emitEntry: (entry: Entry) => void): void {
  const { draft, lines, style } = emitter;
  const { entries } = collection;
  const { removed } = action;
  const print = ({ key, json }: Addition, indent: string) =>
    (key === undefined ? '' : printKey(key, style, flow) + colonOf(flow)) + printFlow(json, style, flow, indent, lines.eol);
  if (removed.size === entries.length) {
    refuseComments(emitter, collection.start, collection.end, entries, action);
    for (const entry of entries) draft.owned.push(entry);
    const [first, last] = [entries[0], entries.at(-1)];
    if (first && last && action.added.length > 0 && lines.leads(first.start)) {
      // where each entry has its line, the new ones take the place of the old, and the bracket below stays where it is
      const indent = lines.indentOf(first.start);
      draft.replace(first.start, last.end, action.added.map((a) => print(a, indent)).join(`,${lines.eol}${indent}`));
      return;
    }
    const json = collection.kind === 'seq' ? action.added.map((a) => a.json) : Object.fromEntries(action.added.map((a) => [a.key as string, a.json]));
    const printed = printFlow(json, style, flow, lines.indentOf(collection.start), lines.eol);
    draft.replace(collection.start + 1, collection.end - 1, printed.slice(1, -1));
    return;
  }
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] as Entry;
    if (!removed.has(entry)) {
      emitEntry(entry);
      continue;
    }
    let to = i;
    while (to + 1 < entries.length && removed.has(entries[to + 1] as Entry)) to++;
    removeRun(emitter, collection, i, to, action);
    i = to;
  }
  if (action.added.length > 0) append(emitter, collection, action, flow, print);
  if (lines.comments.length > 0) draft.owned.push(...removed);
}

/** Removes the entries from index `from` to index `to`, with the comma before or after them. */
function removeRun(emitter: Emitter, collection: Collection, from: number, to: number, action: EditAction): void {
  const { entries } = collection;
  const next = entries[to + 1];
  const start = next ? (entries[from] as Entry).start : (entries[from - 1] as Entry).end;
  const end = next ? next.start : (entries[to] as Entry).end;
  const { draft, lines } = emitter;
  // a comment on the line of the last removed entry is about that entry; if it stayed, it would seem to be about the entry before
  const beside = next ? end : Math.min(lines.lineEnd(end), collection.end);
  refuseComments(emitter, start, beside, entries.slice(from, to + 1), action);
  const ownLines = next && lines.leads(start) && lines.leads(end);
  if (ownLines) draft.replace(lines.lineStart(start), lines.lineStart(end), '');
  else draft.replace(start, end, '');
}

/** Refuses the change if there is a comment between entries: it is unclear to which entry it belongs. */
function refuseComments({ lines }: Emitter, start: number, end: number, gone: readonly Entry[], action: EditAction): void {
  const between = lines.commentsIn(start, end).filter((c) => !gone.some((e) => e.start <= c.start && c.start < e.end));
  if (between.length > 0) throw new Refused('odd-syntax', action.plan.at);
}

function append(
  { draft, lines }: Emitter,
  collection: Collection,
  action: EditAction,
  flow: FlowStyle,
  print: (added: Addition, indent: string) => string,
): void {
  const { entries } = collection;
  const last = entries.at(-1) as Entry;
  const trailing = last.commaEnd;
  const end = trailing ?? last.end;
  draft.together.push({ parent: collection.start, insertion: end });
  const comment = lines.commentsIn(end, Math.min(lines.lineEnd(end), collection.end))[0];
  const leads = lines.leads(last.start);
  const spread = lines.lineStart(last.start) > collection.start && leads;
  if (trailing !== undefined && lines.commentsIn(last.end, trailing).length > 0) throw new Refused('odd-syntax', action.plan.at);
  if (!spread && !comment) {
    const comma = commaOf(flow);
    const between = trailing === undefined ? comma : comma.slice(1);
    draft.replace(end, end, between + action.added.map((a) => print(a, lines.indentOf(last.start))).join(comma));
    return;
  }
  const indent = leads ? lines.indentOf(last.start) : ' '.repeat(lines.column(last.start));
  const text = action.added.map((a) => lines.eol + indent + print(a, indent)).join(',') + (trailing === undefined ? '' : ',');
  if (!comment) draft.replace(end, end, (trailing === undefined ? ',' : '') + text);
  else {
    if (trailing === undefined) draft.replace(end, end, ',');
    draft.replace(comment.end, comment.end, text);
  }
}
