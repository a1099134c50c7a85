import type { Emitter } from './draft.ts';
import type { Collection, Entry } from './layout.ts';
import { Refused } from './plan.ts';
import { printFlow, printKey } from './print.ts';
import type { Addition, EditAction } from './resolve.ts';
import type { FlowStyle } from './style.ts';

/**
 * Adds to, removes from and changes inside `[…]` and `{…}`.
 * @param emitEntry emits the comments and changes of an entry that stays
 */
export function emitFlow(emitter: Emitter, collection: Collection, action: EditAction, flow: FlowStyle, emitEntry: (entry: Entry) => void): void {
  const { draft, lines, style } = emitter;
  const { entries } = collection;
  const { removed } = action;
  const print = ({ key, json }: Addition) => (key === undefined ? '' : `${printKey(key, style, flow)}: `) + printFlow(json, style, flow);
  if (removed.size === entries.length) {
    refuseComments(emitter, collection.start, collection.end, entries, action);
    for (const entry of entries) draft.owned.push(entry);
    const pad = action.added.length > 0 && flow.padded ? ' ' : '';
    draft.replace(collection.start + 1, collection.end - 1, pad + action.added.map(print).join(', ') + pad);
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
    removeRun(emitter, entries, i, to, action);
    i = to;
  }
  if (action.added.length > 0) append(emitter, collection, action.added.map(print), action);
  if (lines.comments.length > 0) draft.owned.push(...removed);
}

/** Removes entries `from` to `to` with one of the commas around them. */
function removeRun(emitter: Emitter, entries: readonly Entry[], from: number, to: number, action: EditAction): void {
  const next = entries[to + 1];
  const start = next ? (entries[from] as Entry).start : (entries[from - 1] as Entry).end;
  const end = next ? next.start : (entries[to] as Entry).end;
  refuseComments(emitter, start, end, entries.slice(from, to + 1), action);
  const { draft, lines } = emitter;
  const ownLines = next && lines.leads(start) && lines.leads(end);
  if (ownLines) draft.replace(lines.lineStart(start), lines.lineStart(end), '');
  else draft.replace(start, end, '');
}

/** Nobody can say to which item a comment between items belongs. */
function refuseComments({ lines }: Emitter, start: number, end: number, gone: readonly Entry[], action: EditAction): void {
  const between = lines.commentsIn(start, end).filter((c) => !gone.some((e) => e.start <= c.start && c.start < e.end));
  if (between.length > 0) throw new Refused('odd-syntax', action.plan.at);
}

function append({ draft, lines }: Emitter, collection: Collection, printed: readonly string[], action: EditAction): void {
  const { entries } = collection;
  const last = entries.at(-1) as Entry;
  const trailing = last.commaEnd;
  const end = trailing ?? last.end;
  draft.together.push({ parent: collection.start, insertion: end });
  const comment = lines.commentsIn(end, Math.min(lines.lineEnd(end), collection.end))[0];
  const spread = lines.lineStart(last.start) > collection.start && lines.leads(last.start);
  if (trailing !== undefined && lines.commentsIn(last.end, trailing).length > 0) throw new Refused('odd-syntax', action.plan.at);
  if (!spread && !comment) {
    draft.replace(end, end, (trailing === undefined ? ', ' : ' ') + printed.join(', '));
    return;
  }
  const indent = lines.eol + ' '.repeat(lines.column(last.start));
  const text = printed.map((item) => indent + item).join(',') + (trailing === undefined ? '' : ',');
  if (!comment) draft.replace(end, end, (trailing === undefined ? ',' : '') + text);
  else {
    if (trailing === undefined) draft.replace(end, end, ',');
    draft.replace(comment.end, comment.end, text);
  }
}
