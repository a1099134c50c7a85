import { CST, Lexer, Parser } from 'yaml';
import { readClean } from '../syntax/clean/read.ts';
import type { Comment } from '../syntax/clean/text-reader.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import type { Span } from '../text/text.ts';

/**
 * How one document is written: the offsets of every value, key, dash, comma and bracket, read from the source tokens of `yaml`.
 * The syntax tree gives the meaning of a document; the layout gives the places where an edit may go.
 */
export interface Layout {
  readonly root: Value;
  /** All comments, in order, with the `#`. */
  readonly comments: readonly Comment[];
  /** The aliases, each with the offset of the anchor that it names. */
  readonly uses: readonly { readonly anchor: number; readonly alias: number }[];
  /** The ends of block scalars whose value includes the last line break. */
  readonly openScalars: readonly number[];
  /** The offset at which content must end: that of a `...` line, or of the end of the text. */
  readonly contentLimit: number;
}

interface Base {
  /** After anchor and tag. */
  readonly start: number;
  /** After the last character of the content; for a block scalar that keeps them (`|+`), after its blank lines. */
  readonly end: number;
  readonly anchor?: Span;
  readonly tag?: Span & { readonly text: string };
}

/** Nothing is written where a value could be: it means null. */
export interface EmptyValue extends Base {
  readonly kind: 'empty';
}

/** A scalar. `text` is its content: without quotes, folded, with escapes resolved. */
export interface ScalarValue extends Base {
  readonly kind: 'scalar';
  readonly style: 'plain' | 'single' | 'double' | 'block';
  readonly text: string;
  /** In a block scalar: the end of the header (`|-`); else `end`. */
  readonly headerEnd: number;
  /** In a block scalar: the end of the last line of text; else `end`. */
  readonly bodyEnd: number;
}

/** An alias (`*name`). `target` is the anchored value; `undefined` if no value before the alias has that anchor. */
export interface AliasValue extends Base {
  readonly kind: 'alias';
  readonly target: Value | undefined;
}

/** A map or a list, in block or flow form. */
export interface Collection extends Base {
  readonly kind: 'map' | 'seq';
  readonly flow: boolean;
  readonly entries: readonly Entry[];
  /** An entry has a form in which entries cannot safely be added or removed: an explicit key, an anchored key, a pair in a flow list. */
  readonly odd: boolean;
}

/** A value as it is written; offsets are relative to the document. */
export type Value = EmptyValue | ScalarValue | AliasValue | Collection;

/** A key with its value, or a list item. */
export interface Entry {
  /** `undefined` for a list item, and for a key that is not a scalar. */
  readonly key: { readonly text: string; readonly quoted: boolean } | undefined;
  /** See {@link Collection.odd}. */
  readonly odd: boolean;
  /** The start of the key, the dash or the flow item. */
  readonly start: number;
  /** The offset after the colon or the dash; for a flow key without a colon (then `bare`), after the key. */
  readonly indicatorEnd: number;
  readonly bare: boolean;
  readonly value: Value;
  readonly end: number;
  /** In a flow collection: the offset after the comma that follows; `undefined` if none does. */
  readonly commaEnd: number | undefined;
}

/** Reads the layout of the text of a document; `undefined` if the text has more than one document. */
export function readLayout(text: string): Layout | undefined {
  const documents: CST.Document[] = [];
  for (const token of new Parser().parse(text)) if (token.type === 'document') documents.push(token);
  const [document, second] = documents.filter((d) => d.value !== undefined || d.start.some((t) => t.type === 'anchor' || t.type === 'tag'));
  if (second) return undefined;
  const reader = new LayoutReader();
  const root = document ? reader.value(document.start, document.value, 0) : emptyAt(0);
  const marker = /^\.\.\.(?=\s|$)/gm;
  marker.lastIndex = root.end;
  const limit = marker.exec(text)?.index ?? text.length;
  return { root, comments: commentsOf(text), uses: reader.uses, openScalars: reader.openScalars, contentLimit: limit };
}

/** The last layout of each document. A light bulb or a report compiles several fixes of the same document. */
const layouts = new WeakMap<SyntaxDocument, { readonly window: string; readonly layout: Layout | undefined }>();

/** The layout of a document, or of a window on it. */
export function layoutOf(document: SyntaxDocument, window: string): Layout | undefined {
  const known = layouts.get(document);
  if (known?.window === window) return known.layout;
  const layout = readLayout(window);
  layouts.set(document, { window, layout });
  return layout;
}

function emptyAt(at: number): EmptyValue {
  return { kind: 'empty', start: at, end: at };
}

/** All comments of a text, in order. */
export function commentsOf(text: string): readonly Comment[] {
  return readClean(text)?.comments ?? commentsByYaml(text);
}

/** As {@link commentsOf}, with the lexer of `yaml`. */
export function commentsByYaml(text: string): readonly Comment[] {
  const comments: Comment[] = [];
  let at = 0;
  let scalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (!scalar && (lexeme === CST.DOCUMENT || lexeme === CST.FLOW_END)) continue;
    if (!scalar && lexeme === CST.SCALAR) {
      scalar = true;
      continue;
    }
    if (!scalar && lexeme.startsWith('#')) comments.push({ start: at, end: at + lexeme.length, text: lexeme.trimEnd() });
    scalar = false;
    at += lexeme.length;
  }
  return comments;
}

interface Props {
  anchor?: Span & { name: string };
  tag?: Span & { text: string };
  indicatorEnd?: number;
  explicit: boolean;
}

class LayoutReader {
  readonly uses: { anchor: number; alias: number }[] = [];
  readonly openScalars: number[] = [];
  readonly #anchors = new Map<string, { at: number; value: Value | undefined }>();

  /** @param after the offset of the value if it is empty */
  value(propTokens: readonly CST.SourceToken[], token: CST.Token | null | undefined, after: number): Value {
    const props = propsOf(propTokens);
    const written = { ...(props.anchor ? { anchor: props.anchor } : {}), ...(props.tag ? { tag: props.tag } : {}) };
    const anchor = props.anchor && { at: props.anchor.start, value: undefined as Value | undefined };
    if (anchor) this.#anchors.set((props.anchor as { name: string }).name, anchor);
    const bare = this.#bare(token);
    const at = Math.max(after, props.anchor?.end ?? 0, props.tag?.end ?? 0);
    const value: Value = bare ? { ...bare, ...written } : { kind: 'empty', start: at, end: at, ...written };
    if (anchor) anchor.value = value;
    return value;
  }

  #bare(token: CST.Token | null | undefined): Value | undefined {
    if (!token) return undefined;
    switch (token.type) {
      case 'alias': {
        const definition = this.#anchors.get(token.source.slice(1));
        if (definition) this.uses.push({ anchor: definition.at, alias: token.offset });
        return { kind: 'alias', start: token.offset, end: token.offset + token.source.length, target: definition?.value };
      }
      case 'scalar':
      case 'single-quoted-scalar':
      case 'double-quoted-scalar': {
        const end = token.offset + token.source.length;
        if (token.source === '') return undefined;
        const style = token.type === 'scalar' ? 'plain' : token.type === 'single-quoted-scalar' ? 'single' : 'double';
        return { kind: 'scalar', style, text: textOf(token), start: token.offset, end, headerEnd: end, bodyEnd: end };
      }
      case 'block-scalar': {
        const value = blockScalar(token);
        if (token.source !== '' && !token.props.some((t) => t.type === 'block-scalar-header' && t.source.includes('-'))) this.openScalars.push(value.end);
        return value;
      }
      case 'block-map':
        return this.#blockMap(token);
      case 'block-seq':
        return this.#blockSeq(token);
      case 'flow-collection':
        return this.#flow(token);
      default:
        return undefined;
    }
  }

  #blockMap(token: CST.BlockMap): Collection {
    const entries: Entry[] = [];
    for (const item of token.items) {
      if (!item.key && !item.sep) continue; // comments after the last entry
      entries.push(this.#pair(item));
    }
    return block('map', token.offset, entries);
  }

  #blockSeq(token: CST.BlockSequence): Collection {
    const entries: Entry[] = [];
    for (const item of token.items) {
      const dash = item.start.find((t) => t.type === 'seq-item-ind');
      if (!dash) continue;
      const value = this.value(item.start, item.value, dash.offset + 1);
      entries.push({ key: undefined, odd: false, start: dash.offset, indicatorEnd: dash.offset + 1, bare: false, value, end: value.end, commaEnd: undefined });
    }
    return block('seq', token.offset, entries);
  }

  #pair(item: CST.CollectionItem): Entry {
    const props = propsOf(item.start);
    if (props.anchor) this.#anchors.set(props.anchor.name, { at: props.anchor.start, value: undefined });
    const { key } = item;
    const scalarKey = key && CST.isScalar(key) && key.type !== 'alias' && key.type !== 'block-scalar' ? key : undefined;
    if (!scalarKey) this.#bare(key); // a key that is a collection or an alias still uses anchors
    const colon = item.sep?.find((t) => t.type === 'map-value-ind');
    const keyEnd = scalarKey ? scalarKey.offset + scalarKey.source.length : (colon?.offset ?? 0);
    const indicatorEnd = colon ? colon.offset + 1 : keyEnd;
    const value = this.value(item.sep ?? [], item.value, indicatorEnd);
    const firstToken = item.start.find((t) => t.type === 'anchor' || t.type === 'tag' || t.type === 'explicit-key-ind');
    return {
      key: scalarKey && { text: textOf(scalarKey), quoted: scalarKey.type !== 'scalar' },
      odd: !scalarKey || props.explicit || props.anchor !== undefined || props.tag !== undefined,
      start: firstToken?.offset ?? key?.offset ?? colon?.offset ?? 0,
      indicatorEnd,
      bare: !colon,
      value,
      end: Math.max(keyEnd, indicatorEnd, value.end),
      commaEnd: undefined,
    };
  }

  #flow(token: CST.FlowCollection): Collection {
    const kind = token.start.type === 'flow-map-start' ? 'map' : 'seq';
    const entries: Entry[] = [];
    for (const item of token.items) {
      const comma = item.start.find((t) => t.type === 'comma');
      const last = entries.at(-1);
      if (comma && last) entries[entries.length - 1] = { ...last, commaEnd: comma.offset + 1 };
      const written = item.key || item.sep || item.value || item.start.some((t) => t.type === 'anchor' || t.type === 'tag' || t.type === 'explicit-key-ind');
      if (!written) continue;
      if (kind === 'map' && (item.key || item.sep)) entries.push(this.#pair(item));
      else if (item.key || item.sep) entries.push({ ...this.#pair(item), key: undefined, odd: true });
      else {
        const props = propsOf(item.start);
        const at = Math.min(props.anchor?.start ?? Infinity, props.tag?.start ?? Infinity, item.value?.offset ?? Infinity);
        const value = this.value(item.start, item.value, at);
        entries.push({
          key: undefined,
          odd: kind === 'map' || props.explicit,
          start: at,
          indicatorEnd: at,
          bare: false,
          value,
          end: value.end,
          commaEnd: undefined,
        });
      }
    }
    const close = token.end.find((t) => t.type === 'flow-map-end' || t.type === 'flow-seq-end');
    const end = close ? close.offset + 1 : Math.max(token.offset + 1, entries.at(-1)?.end ?? 0);
    return { kind, flow: true, entries, odd: !close || entries.some((e) => e.odd), start: token.offset, end };
  }
}

function block(kind: 'map' | 'seq', offset: number, entries: readonly Entry[]): Collection {
  return { kind, flow: false, entries, odd: entries.some((e) => e.odd), start: entries[0]?.start ?? offset, end: entries.at(-1)?.end ?? offset };
}

function blockScalar(token: CST.BlockScalar): ScalarValue {
  const header = token.props.find((t) => t.type === 'block-scalar-header') as CST.SourceToken;
  const headerEnd = header.offset + header.source.length;
  const bodyStart = token.props.reduce((end, t) => ('source' in t ? Math.max(end, t.offset + t.source.length) : end), headerEnd);
  const lastBreak = token.source.indexOf('\n', token.source.trimEnd().length);
  const lastLineEnd = lastBreak < 0 ? token.source.length : token.source[lastBreak - 1] === '\r' ? lastBreak - 1 : lastBreak;
  const bodyEnd = token.source.trim() === '' ? headerEnd : bodyStart + lastLineEnd;
  const end = header.source.includes('+') && token.source !== '' ? bodyStart + token.source.length : bodyEnd;
  return { kind: 'scalar', style: 'block', text: textOf(token), start: header.offset, end, headerEnd, bodyEnd };
}

function textOf(token: CST.FlowScalar | CST.BlockScalar): string {
  return CST.resolveAsScalar(token, false, () => {})?.value ?? '';
}

function propsOf(tokens: readonly CST.SourceToken[]): Props {
  const props: Props = { explicit: false };
  for (const t of tokens) {
    const span = { start: t.offset, end: t.offset + t.source.length };
    if (t.type === 'anchor') props.anchor = { ...span, name: t.source.slice(1) };
    else if (t.type === 'tag') props.tag = { ...span, text: t.source };
    else if (t.type === 'explicit-key-ind') props.explicit = true;
  }
  return props;
}
