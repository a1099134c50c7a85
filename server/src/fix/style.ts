import type { Collection, Layout, Value } from './layout.ts';
import type { Lines } from './lines.ts';
import type { Quote } from './scalar.ts';

/** How a document is written. New text follows it. */
export interface Style {
  /** Columns from a key to the keys of the map below it. */
  readonly step: number;
  /** Columns from a key to the dashes of the list below it: 0 in files that do not indent lists. */
  readonly listStep: number;
  /** Short lists of scalars are written `[a, b]`. */
  readonly flowLists: boolean;
  /** The quotes of strings in such lists. */
  readonly flowItems: Quote;
  /** The quotes of strings that need them. */
  readonly quote: 'single' | 'double';
  /** In JSON with several lines: a list of scalars stands on one line. */
  readonly inlineLists: boolean;
}

/** How a value inside `[…]` or `{…}` is written. */
export interface FlowStyle {
  readonly quoteKeys: boolean;
  /** The quotes of string values. */
  readonly strings: Quote;
  /** `{ a: 1 }`: spaces inside the brackets. */
  readonly padded: boolean;
  /** `[1,2]`: no space after commas, nor after the colons of quoted keys. */
  readonly tight: boolean;
  /** The additional indentation of each level if every entry has its own line, as in JSON files; `undefined` if entries share lines. */
  readonly unit: string | undefined;
}

/** The style of a `[…]` or `{…}` that a fix adds to a file in block style: `[a, b]`, on one line. */
export const PLAIN_FLOW: FlowStyle = { quoteKeys: false, strings: 'plain', padded: false, tight: false, unit: undefined };

class Votes {
  readonly #counts = new Map<number | string, number>();

  cast(vote: number | string): void {
    this.#counts.set(vote, (this.#counts.get(vote) ?? 0) + 1);
  }

  of(vote: number | string): number {
    return this.#counts.get(vote) ?? 0;
  }

  /** The most frequent vote; the smaller of equals. */
  winner(): number | undefined {
    const numbers = [...this.#counts].filter((entry): entry is [number, number] => typeof entry[0] === 'number');
    return numbers.sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0];
  }
}

/** The last style of each layout. */
const styles = new WeakMap<Layout, { readonly fileText: string; readonly style: Style }>();

/** The style of a document. Where the document does not show it, the rest of the file decides. */
export function styleOf(layout: Layout, lines: Lines, fileText: string): Style {
  const known = styles.get(layout);
  if (known?.fileText === fileText) return known.style;
  const style = readStyle(layout.root, lines, fileText);
  styles.set(layout, { fileText, style });
  return style;
}

function readStyle(root: Value, lines: Lines, fileText: string): Style {
  const steps = new Votes();
  const listSteps = new Votes();
  const dashes = new Votes();
  const lists = new Votes();
  const quotes = new Votes();
  const visit = (value: Value, keyColumn: number | undefined): void => {
    if (value.kind === 'scalar' && (value.style === 'single' || value.style === 'double')) quotes.cast(value.style);
    if (value.kind !== 'map' && value.kind !== 'seq') return;
    if (value.kind === 'seq' && value.entries.length > 0 && value.entries.every((e) => e.value.kind === 'scalar')) {
      if (keyColumn !== undefined) countList(value, lists);
      if (value.flow) lists.cast(lines.lineEnd(value.start) < value.end ? 'spread' : 'inline');
    }
    const column = value.flow || value.entries.length === 0 ? undefined : lines.column(value.start);
    if (column !== undefined && keyColumn !== undefined && column >= keyColumn) (value.kind === 'map' ? steps : listSteps).cast(column - keyColumn);
    for (const entry of value.entries) {
      if (value.kind === 'seq' && column !== undefined && entry.value.kind === 'map' && lines.lineEnd(entry.start) > entry.value.start)
        dashes.cast(lines.column(entry.value.start) - column);
      visit(entry.value, value.kind === 'map' && column !== undefined ? lines.column(entry.start) : undefined);
    }
  };
  visit(root, undefined);
  let step = steps.winner();
  let listStep = listSteps.winner();
  if (step === undefined || listStep === undefined) {
    const file = indentsOf(fileText);
    step ??= file.step ?? dashes.winner() ?? 2; // the width of `-   ` usually is the step
    listStep ??= file.listStep ?? step;
  }
  const quoted = lists.of('double') + lists.of('single');
  return {
    step: Math.max(step, 1),
    listStep,
    flowLists: lists.of('flow') > lists.of('block'),
    flowItems: quoted <= lists.of('plain') ? 'plain' : lists.of('single') > lists.of('double') ? 'single' : 'double',
    quote: quotes.of('single') > quotes.of('double') ? 'single' : 'double',
    inlineLists: lists.of('inline') > lists.of('spread'),
  };
}

function countList(list: Collection, votes: Votes): void {
  votes.cast(list.flow ? 'flow' : 'block');
  if (list.flow) for (const { value } of list.entries) if (value.kind === 'scalar' && value.style !== 'block') votes.cast(value.style);
}

/** The usual indentation below lines that end with a colon. A guess from the text alone; it only decides about style. */
function indentsOf(text: string): { step: number | undefined; listStep: number | undefined } {
  const steps = new Votes();
  const listSteps = new Votes();
  const pattern = /^( *)(?:- +)?[\w./"'-]+:[ \t]*(?:#.*)?\r?\n( *)(- )?[\w"']/gm;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const dashes = /^ *(- +)?/.exec(match[0])?.[0].length ?? 0;
    const by = (match[2] as string).length - dashes;
    if (match[3] && by >= 0) listSteps.cast(by);
    else if (by > 0) steps.cast(by);
    pattern.lastIndex = match.index + match[0].indexOf('\n') + 1;
  }
  return { step: steps.winner(), listStep: listSteps.winner() };
}

/** The quotes for strings that are added to a list: those of its last scalar. */
export function itemQuote(list: Collection): Quote {
  for (const { value } of [...list.entries].reverse()) {
    if (value.kind === 'scalar' && value.style !== 'block') return value.style;
  }
  return 'plain';
}

/**
 * The style of a flow collection. An empty one has the style of the collection around it.
 * @param around `undefined` if it stands in block style
 */
export function flowStyleOf(collection: Collection, lines: Lines, around: FlowStyle | undefined): FlowStyle {
  const outer = around ?? PLAIN_FLOW;
  if (collection.entries.length === 0) return outer;
  const quoteKeys = collection.kind === 'map' ? quotesKeys(collection) : outer.quoteKeys;
  const strings = collection.kind === 'seq' ? itemQuote(collection) : quoteKeys ? 'double' : 'plain';
  return {
    quoteKeys,
    strings: quoteKeys && strings === 'plain' ? 'double' : strings,
    padded: isPadded(collection, lines.text),
    tight: isTight(collection, outer),
    unit: quoteKeys ? unitOf(collection, lines) : undefined,
  };
}

/** Whether a value is a flow map written as JSON: all its keys are quoted. False for an empty map. */
export function quotesKeys(map: Value): boolean {
  return map.kind === 'map' && map.flow && map.entries.length > 0 && map.entries.every((e) => e.key?.quoted === true);
}

function isPadded(collection: Collection, text: string): boolean {
  return /^[{[] +\S/.test(text.slice(collection.start, collection.start + 20)) && !/^[{[] +[}\]]/.test(text.slice(collection.start, collection.start + 20));
}

function isTight({ entries }: Collection, outer: FlowStyle): boolean {
  const [first, second] = entries;
  if (second) return first?.commaEnd === second.start;
  return first?.key?.quoted && first.value.kind !== 'empty' ? first.value.start === first.indicatorEnd : outer.tight;
}

function unitOf({ start, entries }: Collection, lines: Lines): string | undefined {
  const [first] = entries;
  if (!first || lines.lineStart(first.start) <= start || !lines.leads(first.start)) return undefined;
  const [outside, inside] = [lines.indentOf(start), lines.indentOf(first.start)];
  return inside.startsWith(outside) ? inside.slice(outside.length) : undefined;
}
