import fc from 'fast-check';
import type { Json } from '../../server/src/syntax/site.ts';

/** A value, and the style in which a person might write it in YAML. */
type Written = { anchor: boolean; tag: boolean } & (
  | { kind: 'scalar'; source: string }
  | { kind: 'alias'; pick: number }
  | { kind: 'block'; header: string; lines: readonly string[]; comment: boolean }
  | { kind: 'map' | 'seq'; layout: 'block' | 'flow' | 'lines'; entries: readonly WrittenEntry[]; comma: boolean; padded: boolean }
);

interface WrittenEntry {
  key: string;
  value: Written;
  above: boolean;
  beside: boolean;
  blankBefore: boolean;
  /** A scalar is on the line below its key; the map of an item is below its dash. */
  nextLine: boolean;
}

/** The style of a whole file. */
export interface Hand {
  step: number;
  listStep: number;
  gap: number;
  eol: '\n' | '\r\n';
  bom: boolean;
  finalBreak: boolean;
  merges: boolean;
}

const SOURCES = [
  'true',
  'no',
  '1',
  '0644',
  '"quoted"',
  "'it''s'",
  'plain text',
  '~',
  'null',
  '""',
  '"a: b # c"',
  'x:y',
  '80',
  '3.5',
  '"esc\\n\\u00e9"',
  'é😀',
  '-x',
  '{}',
  '[]',
  '',
];
const KEYS = ['name', 'spec', 'image', 'a', 'b', 'c', '"q"', "'s t'", '8080', 'x-y', 'k.z/w'];

const scalar = fc.record({ kind: fc.constant('scalar' as const), source: fc.constantFrom(...SOURCES) });
const alias = fc.record({ kind: fc.constant('alias' as const), pick: fc.nat(5) });
const blockScalar = fc.record({
  kind: fc.constant('block' as const),
  header: fc.constantFrom('|', '|-', '|+', '>', '>-'),
  lines: fc
    .array(fc.constantFrom('text', '# no comment', '- item', 'k: v', '', '  deeper'), { minLength: 1, maxLength: 3 })
    .map((lines) => ['first', ...lines]),
  comment: fc.boolean(),
});
const extras = { anchor: fc.integer({ min: 0, max: 9 }).map((n) => n === 9), tag: fc.integer({ min: 0, max: 29 }).map((n) => n === 29) };
const seldom = fc.integer({ min: 0, max: 5 }).map((n) => n === 5);

const { tree } = fc.letrec<{ tree: Written; entry: WrittenEntry; collection: Written }>((tie) => ({
  entry: fc.record({ key: fc.constantFrom(...KEYS), value: tie('tree'), above: seldom, beside: seldom, blankBefore: seldom, nextLine: seldom }),
  collection: fc
    .record({
      kind: fc.constantFrom('map' as const, 'map' as const, 'seq' as const),
      layout: fc.constantFrom('block' as const, 'block' as const, 'block' as const, 'flow' as const, 'lines' as const),
      entries: fc.array(tie('entry'), { minLength: 1, maxLength: 4, depthIdentifier: 'tree' }),
      comma: seldom,
      padded: fc.boolean(),
      ...extras,
    })
    .map((c) => c as Written),
  tree: fc.oneof(
    { depthIdentifier: 'tree', maxDepth: 4, withCrossShrink: true },
    { weight: 4, arbitrary: fc.record({ base: scalar, ...extras }).map(({ base, ...rest }) => ({ ...base, ...rest }) as Written) },
    { weight: 1, arbitrary: fc.record({ base: alias, ...extras }).map(({ base }) => ({ ...base, anchor: false, tag: false }) as Written) },
    { weight: 1, arbitrary: fc.record({ base: blockScalar, ...extras }).map(({ base }) => ({ ...base, anchor: false, tag: false }) as Written) },
    { weight: 7, arbitrary: tie('collection') },
  ),
}));

const root = fc
  .array(fc.record({ key: fc.constantFrom(...KEYS), value: tree, above: seldom, beside: seldom, blankBefore: seldom, nextLine: seldom }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((entries): Written => ({ kind: 'map', layout: 'block', entries, comma: false, padded: false, anchor: false, tag: false }));

export const hand = fc.record({
  step: fc.constantFrom(2, 4, 3),
  listStep: fc.constantFrom(0, 2, 4),
  gap: fc.constantFrom(1, 1, 3),
  eol: fc.constantFrom('\n' as const, '\n' as const, '\r\n' as const),
  bom: seldom,
  finalBreak: fc.boolean(),
  merges: fc.boolean(),
});

/** Texts of one to three documents. */
export const manuscripts = fc.record({ hand, documents: fc.array(root, { minLength: 1, maxLength: 3 }) }).map(({ hand, documents }) => write(hand, documents));

function write(hand: Hand, documents: readonly Written[]): string {
  const texts = documents.map((document, n) => new Writer(hand, n).document(document));
  const text = texts.join(`---${hand.eol}`);
  return (hand.bom ? '\uFEFF' : '') + (hand.finalBreak ? text : text.replace(/\r?\n$/, ''));
}

/** Writes values in YAML. The seed decides which parts are in flow style, quoted, commented or separated by blank lines. */
export function writeValues(hand: Hand, documents: readonly Json[], seed: number): string {
  const random = lots(seed);
  return write(
    hand,
    documents.map((value) => written(value, random, 0)),
  );
}

/** Pseudo-random numbers in [0, 1) for a seed. A linear congruential generator is good enough to vary a layout. */
function lots(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}

function written(value: Json, random: () => number, depth: number): Written {
  const plain = { anchor: false, tag: false };
  if (typeof value !== 'object' || value === null) return { ...plain, kind: 'scalar', source: sourceOf(value, random()) };
  const parts: [string, Json][] = Array.isArray(value) ? value.map((item: Json) => ['', item]) : Object.entries(value);
  const kind = Array.isArray(value) ? 'seq' : 'map';
  if (parts.length === 0) return { ...plain, kind: 'scalar', source: kind === 'seq' ? '[]' : '{}' };
  const [comma, padded] = [random() < 0.2, random() < 0.5];
  const layout = depth < 2 || random() < 0.75 ? 'block' : random() < 0.7 ? 'flow' : 'lines';
  const entries = parts.map(
    ([key, part]): WrittenEntry => ({
      key,
      value: written(part, random, depth + 1),
      above: random() < 0.1,
      beside: random() < 0.1,
      blankBefore: random() < 0.08,
      nextLine: random() < 0.04,
    }),
  );
  return { ...plain, kind, layout, entries, comma, padded };
}

function sourceOf(value: string | number | boolean | null, lot: number): string {
  if (typeof value !== 'string' || value === 'yes') return String(value);
  const safe = /^[A-Za-z./][\w./-]*$/.test(value) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(value);
  return safe && lot < 0.8 ? value : lot % 0.1 < 0.05 ? JSON.stringify(value) : `'${value}'`;
}

class Writer {
  readonly #hand: Hand;
  readonly #index: number;
  readonly #anchors: { name: string; map: boolean }[] = [];
  #comments = 0;
  #named = 0;
  #out: string[] = [];

  constructor(hand: Hand, index: number) {
    this.#hand = hand;
    this.#index = index;
  }

  document(root: Written): string {
    this.#out = [];
    this.#entries(root as Written & { kind: 'map' }, 0, '');
    return this.#out.map((line) => line + this.#hand.eol).join('');
  }

  #comment(): string {
    return `# c${this.#index}.${this.#comments++}`;
  }

  /** @param first the beginning of the first line, in place of its indentation */
  #entries(collection: Written & { kind: 'map' | 'seq' }, column: number, first: string): void {
    const seen = new Set<string>();
    const indent = ' '.repeat(column);
    let lead = first;
    for (const entry of this.#withMerge(collection, column)) {
      const name = entry.key.replace(/["']/g, '');
      if (collection.kind === 'map' && seen.has(name)) continue;
      seen.add(name);
      if (lead === '' && entry.blankBefore) this.#out.push('');
      if (lead === '' && entry.above) this.#out.push(indent + this.#comment());
      const head = (lead || indent) + (collection.kind === 'map' ? `${entry.key}:` : '-');
      lead = '';
      this.#value(head, entry, column, collection.kind);
    }
  }

  #withMerge(collection: Written & { kind: 'map' | 'seq' }, column: number): readonly WrittenEntry[] {
    const maps = this.#anchors.filter((a) => a.map);
    if (collection.kind !== 'map' || !this.#hand.merges || column === 0 || maps.length === 0) return collection.entries;
    const merge: WrittenEntry = {
      key: '<<',
      value: { kind: 'scalar', source: `*${(maps[collection.entries.length % maps.length] as { name: string }).name}`, anchor: false, tag: false },
      above: false,
      beside: false,
      blankBefore: false,
      nextLine: false,
    };
    return [...collection.entries, merge];
  }

  #value(head: string, entry: WrittenEntry, column: number, kind: 'map' | 'seq'): void {
    const { value } = entry;
    const { step, listStep, gap } = this.#hand;
    const note = entry.beside ? ` ${this.#comment()}` : '';
    const anchor = value.anchor ? ` &n${this.#named++ % 7}` : '';
    const remember = () => {
      if (value.anchor) this.#anchors.push({ name: anchor.slice(2), map: value.kind === 'map' });
    };
    const space = kind === 'seq' ? ' '.repeat(gap) : ' ';
    if ((value.kind === 'map' || value.kind === 'seq') && value.layout === 'block') {
      const below = kind === 'seq' ? column + 1 + gap : column + (value.kind === 'seq' ? listStep : step);
      const compact = kind === 'seq' && anchor === '' && note === '' && !entry.nextLine;
      if (compact) this.#entries(value, below, head + space);
      else {
        this.#out.push(head + anchor + note);
        this.#entries(value, below, '');
      }
    } else if (value.kind === 'block') {
      const body = ' '.repeat(column + step + 2);
      this.#out.push(`${head}${space}${value.header}${value.comment ? note : ''}`);
      for (const line of value.lines) this.#out.push(line === '' ? '' : body + line);
    } else {
      const text = this.#inline(value, column + step);
      const tag = value.tag && value.kind === 'scalar' && /^\w+$/.test(text) ? ' !!str' : '';
      if (entry.nextLine && text !== '' && value.kind === 'scalar' && kind === 'map') {
        this.#out.push(head + anchor + tag, ' '.repeat(column + step) + text + note);
      } else if (text.includes('\n')) {
        const [one, ...more] = text.split('\n') as [string, ...string[]];
        this.#out.push(`${head}${anchor}${space}${one}`, ...more.slice(0, -1), more.at(-1) + note);
      } else this.#out.push(text === '' ? head + anchor + tag + note : `${head}${anchor}${tag}${space}${text}${note}`);
    }
    remember();
  }

  /** A value in flow style, or a scalar. Several lines are separated by `\n`. */
  #inline(value: Written, column: number): string {
    if (value.kind === 'alias') {
      const target = this.#anchors.length > 0 ? this.#anchors[value.pick % this.#anchors.length] : undefined;
      return target ? `*${target.name}` : 'none';
    }
    if (value.kind === 'scalar') return value.source;
    if (value.kind === 'block') return '"was a block"';
    const seen = new Set<string>();
    const lines = value.layout === 'lines' && column < 12;
    const parts: string[] = [];
    for (const entry of value.entries) {
      const name = entry.key.replace(/["']/g, '');
      if (value.kind === 'map' && seen.has(name)) continue;
      seen.add(name);
      let text = this.#inline({ ...entry.value, ...('layout' in entry.value ? { layout: 'flow' as const } : {}) }, column + 2);
      if (text === '' && value.kind === 'seq') text = 'e';
      if (text === '-x') text = '"-x"';
      if (text.startsWith('*')) text = `${text} `;
      parts.push(value.kind === 'map' ? `${entry.key}: ${text}` : text);
    }
    const [open, close] = value.kind === 'map' ? '{}' : '[]';
    if (!lines) {
      const pad = value.padded ? ' ' : '';
      return `${open}${pad}${parts.join(', ')}${value.comma ? ',' : ''}${pad}${close}`;
    }
    const indent = ' '.repeat(column);
    const all = parts.map((part, i) => {
      const comma = i < parts.length - 1 || value.comma ? ',' : '';
      const entry = value.entries[i] as WrittenEntry;
      return `${entry.above ? `${indent}${this.#comment()}\n` : ''}${indent}${part}${comma}${entry.beside ? ` ${this.#comment()}` : ''}`;
    });
    return [open, ...all, ' '.repeat(Math.max(column - this.#hand.step, 0) + 1) + close].join('\n');
  }
}
