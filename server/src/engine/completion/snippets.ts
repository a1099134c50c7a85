import { follow } from '../../syntax/navigate.ts';
import type { PlacedDocument } from '../../syntax/source-file.ts';
import type { TypedAs, Word } from '../../syntax/typing.ts';
import generated from '../generated/snippets.json';
import type { Snapshot } from '../snapshot.ts';
import type { Suggestion } from './suggestion.ts';

interface Snippet {
  readonly dialect: 'kubernetes' | 'compose';
  readonly prefix: string;
  readonly description: string;
  /** With tab stops such as `${1:name}`; of a service, below the root key `services`. */
  readonly body: readonly string[];
}

/** Hardened manifests to fill in, by `npm run generate` from `snippets/`. */
export const SNIPPETS = generated as readonly Snippet[];

/**
 * The snippets that fit a key: objects of Kubernetes in a document without content or behind the last one, a service among services, and a
 * project in an empty file with the name of one.
 */
export function snippetSuggestions(snapshot: Snapshot, typed: TypedAs, word: Word): Suggestion[] {
  const { path, placed, flow } = typed;
  if (typed.as !== 'key' || flow || word.hasColon || word.quote !== '') return [];
  const root = follow(placed.document, [])?.node;
  const { lines, text } = snapshot.file;
  const indent = word.span.start - lines.lineStart(lines.lineOf(word.span.start));
  if (root?.type !== 'map' || word.after !== '') return [];
  const isAlone = root.pairs.length === 1;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const made = ({ prefix, description }: Snippet, body: readonly string[], begin = ''): Suggestion => {
    const snippet = begin + body.join(eol + ' '.repeat(indent));
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
  const isService = path.length === 2 && path[0] === 'services' && (snapshot.compose || snapshot.dialects.has('compose'));
  if (isService && indent > 0) return ofService.map((one) => made(one, within(one, indent)));
  if (path.length !== 1 || indent > 0) return [];
  if (snapshot.compose)
    return isAlone && typed.file.documents.length === 1 ? SNIPPETS.filter(({ dialect }) => dialect === 'compose').map((one) => made(one, one.body)) : [];
  const isLast = root.pairs.at(-1)?.key.text === path[0] && snapshot.dialects.has('kubernetes');
  if (!isAlone && !isLast) return [];
  const namespace = namespaceAround(snapshot, placed);
  return SNIPPETS.filter(({ dialect }) => dialect === 'kubernetes').map((one) =>
    made(
      one,
      one.body.map((line) => line.replace(/^( *namespace: \$\{\d+:)default\}/, `$1${namespace}}`)),
      isAlone ? '' : `---${eol}`,
    ),
  );
}

/** The snippets that are one service and need nothing beside it. */
const ofService = SNIPPETS.filter(
  ({ dialect, body }) => dialect === 'compose' && body.every((line, i) => (i === 0 ? line === 'services:' : /^ {2}/.test(line))),
);

/** The lines of a service, for a place with an indentation. */
function within({ body }: Snippet, indent: number): string[] {
  const step = ' '.repeat(indent);
  return body.slice(1).map((line) => line.replace(/^(?: {2})+/, (spaces) => step.repeat(spaces.length / 2 - 1)));
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
