import type { Draft, Emitter } from './draft.ts';
import { emitFlow } from './emit-flow.ts';
import type { Collection, Entry, ScalarValue, Value } from './layout.ts';
import type { Lines } from './lines.ts';
import { isObject, Refused } from './plan.ts';
import { fitsLine, isScalar, printBelow, printBody, printEntry, printFlow, printItem, printOnLine } from './print.ts';
import type { Action, Addition, EditAction } from './resolve.ts';
import type { Quote } from './scalar.ts';
import { type FlowStyle, flowStyleOf, itemQuote } from './style.ts';

/** The thing that holds a value: a key, a dash, a flow item or the root of the document. Fields as in {@link Entry}. */
export interface Holder {
  readonly start: number;
  readonly indicatorEnd: number;
  readonly bare: boolean;
  readonly role: 'key' | 'dash' | 'item' | 'root';
}

/**
 * Makes the edits of an action on a value.
 * @param flow the style of the flow collection around the value; `undefined` in block style
 * @throws Refused if the change is not sure to be right
 */
export function emit(emitter: Emitter, holder: Holder, value: Value, action: Action, flow: FlowStyle | undefined): void {
  if (action.kind === 'replace') return emitReplace(emitter, holder, value, action, flow);
  const collection = value as Collection;
  if (collection.flow && collection.entries.length === 0 && !flow && !staysFlow(action.added)) {
    const json = collection.kind === 'seq' ? action.added.map((a) => a.json) : Object.fromEntries(action.added.map((a) => [a.key as string, a.json]));
    return emitReplace(emitter, holder, value, { kind: 'replace', json, plan: action.plan }, undefined);
  }
  if (collection.flow) {
    const own = flowStyleOf(collection, emitter.lines, flow);
    return emitFlow(emitter, collection, action, own, (entry) => emitEntry(emitter, entry, action, own));
  }
  emitBlock(emitter, holder, collection, action);
}

function staysFlow(added: readonly Addition[]): boolean {
  return added.every((a) => a.key === undefined && isScalar(a.json));
}

function holderOf(entry: Entry, inFlow: boolean): Holder {
  return { start: entry.start, indicatorEnd: entry.indicatorEnd, bare: entry.bare, role: entry.key ? 'key' : inFlow ? 'item' : 'dash' };
}

function emitBlock(emitter: Emitter, holder: Holder, collection: Collection, action: EditAction): void {
  const { draft, lines } = emitter;
  const { entries } = collection;
  const { removed } = action;
  const [first] = entries;
  // a map whose only keys are no scalars, as in `? [a]: b`
  if (!first) throw new Refused('odd-syntax', action.plan.at);
  const inline = !lines.leads(first.start); // the first entry stands on the line of a dash
  const kept = entries.findIndex((e) => !removed.has(e));
  if (kept < 0) return emitEmptied(emitter, holder, collection, action, inline || holder.role === 'root');
  if (removed.size > 0 && action.added.length === 0)
    draft.remaining.push({ parent: holder.role === 'root' ? first.start : holder.start, entries: entries.flatMap((e) => (removed.has(e) ? [] : [e.start])) });
  const leading = inline ? kept : 0;
  if (leading > 0) removeLeading(emitter, entries.slice(0, leading), entries[leading] as Entry);
  const below = placesOf(emitter, collection, action);
  for (const entry of entries.slice(leading)) {
    if (removed.has(entry)) removeEntry(emitter, entry);
    else emitEntry(emitter, entry, action, undefined, leading > 0 && entry === entries[leading] ? first.start : entry.start);
    const added = below.get(entry);
    if (!added) continue;
    // comments with deeper indentation belong to the entry above them; but in a template an action could print between the two
    const at = removed.has(entry) || !emitter.templated ? lines.owned(entry).end : lines.lineAfter(entry.end);
    if (entry.value.kind === 'empty' || ('flow' in entry.value && !entry.value.flow)) draft.closed.push(entry.end);
    draft.insertBelow(entry.end, printAdded(emitter, collection, added), holder.role === 'root' ? first.start : holder.start, at);
  }
}

/** The entries below which new ones go: the last, unless the order of keys puts a new one between two existing ones. */
function placesOf({ templated, rankOf }: Emitter, { entries }: Collection, { plan, removed, added }: EditAction): ReadonlyMap<Entry, readonly Addition[]> {
  const places = new Map<Entry, Addition[]>();
  if (added.length === 0) return places;
  const last = entries.at(-1) as Entry;
  const ranks = entries.map((entry) => (entry.key && !removed.has(entry) ? rankOf(plan.path, entry.key.text) : Number.NaN));
  for (const addition of added) {
    const rank = addition.key === undefined || templated ? Number.POSITIVE_INFINITY : rankOf(plan.path, addition.key);
    const isBetween = ranks.some((other) => other > rank && other < Number.POSITIVE_INFINITY);
    const above = isBetween ? (entries[ranks.findLastIndex((other) => other < rank)] ?? last) : last;
    const others = places.get(above);
    if (others) others.push(addition);
    else places.set(above, [addition]);
  }
  return places;
}

/**
 * Makes the edits of one entry that stays: its comments, its new key, the change of its value.
 * @param start the offset at which it will begin
 */
function emitEntry(emitter: Emitter, entry: Entry, action: EditAction, flow: FlowStyle | undefined, start = entry.start): void {
  const comments = action.comments.get(entry);
  if (comments) {
    if (emitter.json || /^---(?:\s|$)/.test(emitter.lines.text.slice(emitter.lines.lineStart(start)))) throw new Refused('odd-syntax', action.plan.at);
    const written = comments.map((text) => `# ${text}`.trimEnd());
    emitter.draft.written.push(...written);
    emitter.draft.commentAbove(start, written);
  }
  const key = action.renamed.get(entry);
  if (key !== undefined) rename(emitter, entry, key, action);
  const change = action.changes.get(entry);
  if (change) emit(emitter, holderOf(entry, flow !== undefined), entry.value, change, flow);
}

/** Whether blank lines separate the entries of a map, as people write services. */
function isSpaced(lines: Lines, { entries }: Collection): boolean {
  return entries.length > 1 && entries.slice(1).every((next, i) => /\n[ \t]*\r?\n/.test(lines.text.slice((entries[i] as Entry).end, next.start)));
}

/** Writes another key; its quotes stay. */
function rename({ draft, lines }: Emitter, { start, key }: Entry, to: string, action: EditAction): void {
  const old = key?.text ?? '';
  const from = start + (key?.quoted ? 1 : 0);
  if (lines.text.slice(from, from + old.length) !== old || !/^[A-Za-z]\w*$/.test(to)) throw new Refused('odd-syntax', action.plan.at);
  draft.replace(from, from + old.length, to);
}

function removeEntry({ draft, lines }: Emitter, entry: Entry): void {
  draft.removeLines({ start: lines.lineStart(entry.start), end: lines.owned(entry).end });
  if (entry.value.kind !== 'scalar' && entry.value.kind !== 'alias') draft.vacant.push(entry.end);
}

/**
 * Removes the first entries of a map that begins on the line of a dash. The next entry moves up to the dash; comments between them move
 * above it.
 */
function removeLeading({ draft, lines }: Emitter, gone: readonly Entry[], next: Entry): void {
  const start = (gone[0] as Entry).start;
  const owned = gone.map((entry) => lines.owned(entry));
  draft.owned.push(...owned);
  const moved = lines.commentsIn(start, next.start).filter((c) => !owned.some((o) => o.start <= c.start && c.start < o.end));
  if (moved.length > 0)
    draft.commentAbove(
      start,
      moved.map((c) => c.text),
    );
  draft.replace(start, next.start, '');
}

/** Removes all entries and writes the new ones in their place; if there are none, `{}` or `[]`. */
function emitEmptied(emitter: Emitter, holder: Holder, collection: Collection, action: EditAction, inPlace: boolean): void {
  const { draft, lines } = emitter;
  const [first, ...others] = collection.entries as [Entry, ...Entry[]];
  const added = printAdded(emitter, collection, action.added);
  const nothing = collection.kind === 'map' ? '{}' : '[]';
  if (added.length === 0) draft.vacant.push(...collection.entries.map((entry) => entry.end));
  if (inPlace) {
    const owned = lines.owned(first);
    draft.owned.push(owned);
    draft.replace(first.start, lines.breakBefore(owned.end), added.length > 0 ? added.join(lines.eol).trimStart() : nothing);
  } else {
    if (added.length === 0) fill(emitter, holder, collection, nothing);
    removeEntry(emitter, first);
  }
  for (const entry of others) removeEntry(emitter, entry);
  if (!inPlace && added.length > 0) {
    const last = others.at(-1) ?? first;
    draft.insertBelow(last.end, added, holder.start, lines.owned(last).end);
  }
}

function printAdded({ lines, style }: Emitter, collection: Collection, added: readonly Addition[]): string[] {
  const first = collection.entries[0] as Entry;
  const column = lines.column(first.start);
  if (collection.kind === 'map') {
    const spaced = isSpaced(lines, collection);
    return added.flatMap((a) => [...(spaced && isObject(a.json) ? [''] : []), ...printEntry(a.key as string, a.json, column, style)]);
  }
  const model = collection.entries.findLast((e) => e.value.kind !== 'empty' && lines.lineEnd(e.start) >= e.value.start);
  const gap = model
    ? Math.max(1, Math.min(...[model.value.start, model.value.anchor?.start, model.value.tag?.start].filter((n) => n !== undefined)) - model.indicatorEnd)
    : 1;
  return added.flatMap((a) => printItem(a.json, column, gap, style, itemQuote(collection)));
}

/** Replaces a value by a scalar, a list or a map. */
function emitReplace(emitter: Emitter, holder: Holder, value: Value, action: Action & { kind: 'replace' }, flow: FlowStyle | undefined): void {
  const { style, lines, draft } = emitter;
  const { json } = action;
  if (holder.role === 'root') return replaceRoot(emitter, value, action);
  const collection = value.kind === 'map' || value.kind === 'seq';
  if (collection && !isVacant(value)) {
    const to = value.flow ? value.end : lines.lineEnd(value.end) + 1;
    if (!value.flow) draft.vacant.push(value.end);
    if (lines.commentsIn(holder.indicatorEnd, to).length > 0) throw new Refused('odd-syntax', action.plan.at);
  }
  const keepsFlow = value.kind === 'seq' && value.flow && value.entries.length > 0 && Array.isArray(json);
  if (flow || keepsFlow) {
    const inner = keepsFlow ? flowStyleOf(value, lines, flow) : (flow as FlowStyle);
    const printed = printFlow(json, style, { ...inner, strings: quoteOf(value, inner.strings) }, lines.indentOf(holder.start), lines.eol);
    return replaceOnLine(emitter, holder, value, printed);
  }
  if (fitsLine(json, style) && !(value.kind === 'seq' && Array.isArray(json) && json.length > 0)) {
    return replaceOnLine(emitter, holder, value, printOnLine(json, style, quoteOf(value, 'plain')));
  }
  const commented = lines.commentAfter(value.kind === 'empty' ? holder.indicatorEnd : value.start) !== undefined;
  if (holder.role === 'dash' && !commented && !value.anchor) {
    const column = value.kind === 'empty' || lines.lineEnd(holder.start) < value.start ? lines.column(holder.start) + 2 : columnWithoutTag(lines, value);
    return replaceOnLine(emitter, holder, value, printBody(json, column, style).join(lines.eol).trimStart());
  }
  const column = lines.column(holder.start);
  const printed = holder.role === 'dash' ? printBody(json, column + 2, style) : printBelow(json, column, style);
  draft.insertBelow(vacate(emitter, holder, value), printed, holder.start);
}

function isVacant(value: Value): boolean {
  return (value.kind === 'map' || value.kind === 'seq') && value.flow && value.entries.length === 0;
}

function quoteOf(value: Value, otherwise: Quote): Quote {
  return value.kind === 'scalar' && (value.style === 'single' || value.style === 'double') ? value.style : otherwise;
}

function replaceRoot({ draft, lines, style }: Emitter, value: Value, { json, plan }: Action & { kind: 'replace' }): void {
  if (!isObject(json) || Object.keys(json).length === 0 || !isVacant(value)) throw new Refused('odd-syntax', plan.at);
  dropTag(draft, lines, value);
  const body = printBody(json, 0, style).join(lines.eol);
  draft.replace(value.start, value.end, lines.leads(value.start) && lines.column(value.start) === 0 ? body : lines.eol + body);
}

/** The offset at which the text of a value begins: after the colon or dash, and after an anchor, which stays. */
function slotOf(holder: Holder, value: Value): number {
  return Math.max(holder.indicatorEnd, value.anchor?.end ?? 0);
}

/** Writes text after a colon or dash that has nothing behind it. The tag of a map or list that becomes empty stays. */
function fill({ draft, lines }: Emitter, holder: Holder, value: Value, text: string): void {
  const stays = value.kind === 'map' || value.kind === 'seq';
  const slot = Math.max(slotOf(holder, value), stays ? (value.tag?.end ?? 0) : 0);
  draft.vacant.push(value.end);
  if (!stays) dropTag(draft, lines, value);
  const blank = lines.spaceAfter(slot);
  const end = blank === lines.lineEnd(slot) && !(value.tag && value.tag.start >= slot) ? blank : slot;
  draft.replace(slot, slot, `${holder.bare ? ':' : ''} ${text}`);
  draft.replace(slot, end, '');
}

function dropTag(draft: Draft, lines: Lines, value: Value): void {
  if (!value.tag) return;
  const before = lines.spaceBefore(value.tag.start);
  if (before < value.tag.start && !lines.leads(value.tag.start)) draft.replace(before, value.tag.end, '');
  else draft.replace(value.tag.start, lines.spaceAfter(value.tag.end), '');
}

/** The column at which a value begins once {@link dropTag} has removed the tag before it on its line. */
function columnWithoutTag(lines: Lines, { start, tag }: Value): number {
  return lines.column(start) - (tag ? tag.end - lines.spaceBefore(tag.start) : 0);
}

function replaceOnLine(emitter: Emitter, holder: Holder, value: Value, text: string): void {
  const { draft, lines } = emitter;
  if (value.kind === 'empty') return fill(emitter, holder, value, text);
  dropTag(draft, lines, value);
  if (value.kind === 'scalar' && value.style === 'block') return replaceBlockScalar(emitter, value, text);
  const isBlock = (value.kind === 'map' || value.kind === 'seq') && !value.flow;
  const end = lines.inkEnd(value.start, value.end);
  if (!isBlock || !lines.leads(value.start)) return draft.replace(value.start, end, text);
  const slot = slotOf(holder, value);
  draft.replace(value.tag ? Math.max(slot, value.tag.end) : slot, end, ` ${text}`);
}

/** Replaces a block scalar; a comment after its `|` stays on that line. */
function replaceBlockScalar({ draft, lines }: Emitter, value: ScalarValue, text: string): void {
  const comment = lines.commentAfter(value.headerEnd);
  if (!comment) return draft.replace(value.start, value.bodyEnd, text);
  draft.replace(value.start, value.headerEnd, text);
  draft.replace(comment.end, Math.max(comment.end, value.bodyEnd), '');
}

/**
 * Removes a value so that new lines can follow below its key or dash. Comments on the line of the key stay.
 * @returns the offset after which the lines follow
 */
function vacate({ draft, lines }: Emitter, holder: Holder, value: Value): number {
  const slot = slotOf(holder, value);
  draft.vacant.push(value.end);
  dropTag(draft, lines, value);
  const from = value.tag && value.tag.start >= slot ? value.tag.end : slot;
  if (value.kind === 'empty') {
    const blank = lines.spaceAfter(from);
    if (blank === lines.lineEnd(from) && blank > from) draft.replace(from, blank, '');
    return from;
  }
  if (value.kind === 'scalar' && value.style === 'block') {
    const comment = lines.commentAfter(value.headerEnd);
    draft.replace(from, value.headerEnd, '');
    const rest = comment ? comment.end : value.headerEnd;
    if (value.bodyEnd > rest) draft.replace(rest, value.bodyEnd, '');
    return value.bodyEnd;
  }
  const end = lines.inkEnd(value.start, value.end);
  draft.replace(from, end, '');
  return end;
}
