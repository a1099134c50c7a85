import type { Settings } from '../../config/settings.ts';
import { knowledgeFor } from '../../isolation/knowledge/lookup.ts';
import { SERVICE_KEYS } from '../../manifest/compose/fields.ts';
import { builtInPodPath, objectType, objectTypeAt } from '../../manifest/kubernetes/fields.ts';
import { follow, keys } from '../../syntax/navigate.ts';
import { type Path, samePath, startsWith } from '../../syntax/site.ts';
import type { SyntaxDocument } from '../../syntax/source-file.ts';
import type { TypedAs, Word } from '../../syntax/typing.ts';
import type { Dialect } from '../document-check.ts';
import { targetMinor } from '../report.ts';
import type { Suggestion } from './suggestion.ts';

/** The keys of the tables of fields that the map at a key lacks, in their usual order. */
export function keySuggestions(typed: TypedAs, word: Word, dialect: Dialect, settings: Settings): Suggestion[] {
  const { as, path, placed, flow } = typed;
  if (as !== 'key' || word.quote !== '') return [];
  const holder = path.slice(0, -1);
  const there = follow(placed.document, holder);
  const written = there ? keys(there) : [];
  const known =
    dialect === 'kubernetes' ? fieldsAt(placed.document, holder, targetMinor(settings)) : holder.length === 2 && holder[0] === 'services' ? SERVICE_KEYS : [];
  return known
    .filter((key) => !written.includes(key))
    .map((key): Suggestion => {
      const at = [...holder, key];
      const title = knowledgeFor(dialect, at, undefined)?.title ?? '';
      const brief = title.includes(': ') ? title.slice(title.indexOf(': ') + 2) : '';
      const newText = word.hasColon ? key : `${key}:${flow || isOnLine(holder, key) ? ' ' : ''}`;
      return { kind: 'key', label: key, brief, safe: false, edit: { span: word.span, newText }, about: { kind: 'place', dialect, path: at } };
    });
}

/** The fields of the object of a built-in pod at a path, without those that its clusters lack. */
function fieldsAt(document: SyntaxDocument, path: Path, minor: number): readonly string[] {
  const text = (key: string) => {
    const node = follow(document, [key])?.node;
    return node?.type === 'scalar' ? node.text : undefined;
  };
  const pod = builtInPodPath({ apiVersion: text('apiVersion'), kind: text('kind') ?? '' });
  const name = pod && startsWith(path, pod) ? objectTypeAt(path) : undefined;
  // other objects below a pod have a `spec` of their own
  if (name === undefined || (name === 'PodSpec' && !samePath(path, pod ?? []))) return [];
  const type = objectType(name);
  const own = new Set([...Object.keys(type.isolation), ...type.others]);
  return [...new Set([...type.order.filter((key) => own.has(key)), ...own])].filter((key) => (type.since?.[key] ?? 0) <= minor);
}

/** Whether the value of a field of Kubernetes is written behind its colon. */
function isOnLine(holder: Path, key: string): boolean {
  const name = objectTypeAt(holder);
  return name !== undefined && /^(?:boolean|integer|text)$/.test(objectType(name).isolation[key] ?? '');
}
