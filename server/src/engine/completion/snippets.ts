import { classifyHostPath } from '../../isolation/mounts/host-paths.ts';
import { child, follow, keys } from '../../syntax/navigate.ts';
import type { PlacedDocument } from '../../syntax/source-file.ts';
import type { TypedAs, Word } from '../../syntax/typing.ts';
import generated from '../generated/snippets.json';
import type { Snapshot } from '../snapshot.ts';
import type { Suggestion } from './suggestion.ts';

interface Snippet {
  readonly dialect: 'kubernetes' | 'compose';
  readonly prefix: string;
  readonly description: string;
  /** Lines with tab stops such as `${1:name}`. A project begins with the root key `services`. */
  readonly body: readonly string[];
}

/** The snippet of a proxy in front of the socket of an engine. */
const PROXY = 'bh-socket-proxy';

/** Hardened manifests to fill in, by `npm run generate` from `snippets/`. */
export const SNIPPETS = generated as readonly Snippet[];

/**
 * The snippets that fit a key: objects of Kubernetes in a document without content or behind the last one, a service among services, and a
 * project in an empty file with the name of one.
 */
export function snippetSuggestions(snapshot: Snapshot, typed: TypedAs, word: Word): Suggestion[] {
  const { path, placed, flow } = typed;
  if (typed.as !== 'key' || flow || !word.isLast || word.quote !== '') return [];
  const root = follow(placed.document, [])?.node;
  const { lines, text } = snapshot.file;
  const indent = word.span.start - lines.lineStart(lines.lineOf(word.span.start));
  if (root?.type !== 'map' || word.after !== '') return [];
  const isAlone = root.pairs.length === 1;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const made = ({ prefix, description }: Snippet, body: readonly string[], begin = ''): Suggestion => {
    const snippet = begin + body.join(eol);
    return {
      kind: 'snippet',
      label: prefix,
      brief: description,
      safe: false,
      edit: { span: word.span, newText: filled(snippet) },
      snippet,
      about: { kind: 'snippet', prefix },
    };
  };
  const [first] = path;
  const isLast = root.pairs.at(-1)?.key.text === first;
  if (path.length === 2 && first === 'services' && indent > 0 && (snapshot.compose || snapshot.dialects.has('compose'))) {
    const services = follow(placed.document, ['services'])?.node;
    // what stands beside services goes behind the last one
    const isEnd = isLast && !root.pairs.some(({ key }) => key.text === 'networks') && services?.type === 'map' && services.pairs.at(-1)?.key.text === path[1];
    const fitting = SNIPPETS.filter(({ dialect, body }) => dialect === 'compose' && (isEnd || rootKeyIn(body) === body[0]));
    const mounter = socketMounter(placed.document);
    const all = fitting.map((one) => made(one, within(one, indent)));
    const proxy = mounter === undefined ? undefined : all.find(({ label }) => label === PROXY);
    if (!proxy) return all;
    return [{ ...proxy, brief: `Filtering proxy in front of the engine socket, which "${mounter}" mounts` }, ...all.filter((one) => one !== proxy)];
  }
  if (path.length !== 1 || indent > 0) return [];
  if (snapshot.compose)
    return isAlone && typed.file.documents.length === 1 ? SNIPPETS.filter(({ dialect }) => dialect === 'compose').map((one) => made(one, one.body)) : [];
  if (!isAlone && !(isLast && snapshot.dialects.has('kubernetes'))) return [];
  const namespace = namespaceAround(snapshot, placed);
  return SNIPPETS.filter(({ dialect }) => dialect === 'kubernetes').map((one) =>
    made(
      one,
      one.body.map((line) => line.replace(/^( *namespace: \$\{\d+:)default\}/, `$1${namespace}}`)),
      isAlone ? '' : `---${eol}`,
    ),
  );
}

/** A service that mounts the socket of an engine, and could ask a proxy instead. */
function socketMounter(document: PlacedDocument['document']): string | undefined {
  const services = follow(document, ['services']);
  return (
    services &&
    keys(services).find((name) => {
      const volumes = follow(document, ['services', name, 'volumes']);
      const items = volumes?.node?.type === 'seq' ? volumes.node.items : [];
      return items.some((_, i) => {
        const item = volumes && child(volumes, i);
        const source = item?.node?.type === 'map' ? child(item, 'source') : item;
        const text = source?.node?.type === 'scalar' ? source.node.text : '';
        return classifyHostPath(text.split(':')[0] ?? '') === 'engine-socket';
      });
    })
  );
}

/** The last line of a snippet that is not indented: the first one, if it has services only. */
function rootKeyIn(body: readonly string[]): string {
  return body.findLast((line) => /^\w/.test(line)) ?? '';
}

/** The lines of a snippet below `services`, with the indentation of the file. */
function within({ body }: Snippet, indent: number): string[] {
  const lines = body.slice(1).map((line) => line.replace(/^(?: {2})+/, (spaces) => ' '.repeat((indent * spaces.length) / 2)));
  return lines.map((line, i) => (i === 0 ? line.trimStart() : line));
}

/** The namespace of the nearest object before a document that has one. */
function namespaceAround({ file: { documents } }: Snapshot, { index }: PlacedDocument): string {
  for (const { document } of documents.slice(0, index + 1).reverse()) {
    const [kind, name, namespace] = [['kind'], ['metadata', 'name'], ['metadata', 'namespace']].map((path) => {
      const node = follow(document, path)?.node;
      return node?.type === 'scalar' ? node.text : undefined;
    });
    const found = kind === 'Namespace' ? name : namespace;
    if (found !== undefined && /^[a-z0-9-]+$/.test(found)) return found;
  }
  return 'default';
}

/** The text that a user gets by pressing only the tab key. */
export function filled(body: string): string {
  return body.replace(/\$\{\d+(?::([^$}]*)|\|([^,|}]*)(?:,[^|}]*)?\|)\}/g, (_, text?: string, first?: string) => text ?? first ?? '');
}
