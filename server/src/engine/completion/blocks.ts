import type { Fix } from '../../fix/ops.ts';
import { CONTAINER_LISTS } from '../../manifest/kubernetes/fields.ts';
import { child, follow, locate } from '../../syntax/navigate.ts';
import { type Path, startsWith } from '../../syntax/site.ts';
import type { PlacedDocument } from '../../syntax/source-file.ts';
import { type TypedAs, type Word, withoutWord } from '../../syntax/typing.ts';
import { changeId, UP_TO } from '../choice.ts';
import type { Dialect } from '../document-check.ts';
import type { Finding } from '../finding.ts';
import { planFixes } from '../plan.ts';
import type { Applicable, Snapshot } from '../snapshot.ts';
import type { Suggestion } from './suggestion.ts';

/** A block that can begin at a key. */
interface Block {
  readonly label: string;
  readonly brief: string;
  /** The map that gets its keys. */
  readonly holder: Path;
  /** The only key that the changes may set there. */
  readonly sets?: string;
  /** The only key that is written, of all that are set. */
  readonly writes?: string;
}

const LEAST = 'as Harden sets it';

/**
 * The blocks that harden what a key is typed in: what the fixes would set there, written where the cursor is. Fixes that also change another
 * place are left out, since half of them may break what they mend.
 */
export function blockSuggestions(snapshot: Snapshot, typed: TypedAs, word: Word, dialect: Dialect): Suggestion[] {
  if (typed.as !== 'key' || word.hasColon || word.quote !== '' || !(typed.flow || word.isLast)) return [];
  const wanted = blocksAt(typed, dialect).filter(({ label }) => label.toLowerCase().startsWith(word.typed.toLowerCase()));
  if (wanted.length === 0) return [];
  const base = snapshot.again(withoutWord(dialect === 'compose' ? nearService(typed) : nearDocument(typed)));
  const placed = base.file.documents[Math.min(typed.placed.index, base.file.documents.length - 1)];
  const line = snapshot.file.lines.lineStart(snapshot.file.lines.lineOf(word.span.start));
  const indent = snapshot.file.text.slice(line, word.span.start).replace(/[^\t]/g, ' ');
  return placed ? wanted.flatMap((block) => suggestionOf(block, base, placed, word, indent) ?? []) : [];
}

/** Of a file with more documents, or a project with more services, only the one at the cursor is judged: all would take longer than a letter. */
const MANY = 20;

function nearDocument({ file: { text, documents }, placed: { span } }: TypedAs): string {
  return documents.length > MANY ? text.slice(span.start, span.end) : text;
}

/** The text without the other services of a large project, if the one at the cursor shows that it does not need them. */
function nearService({ file: { text, lines }, placed, path }: TypedAs): string {
  const services = follow(placed.document, ['services']);
  if (services?.node?.type !== 'map' || services.node.flow || services.node.pairs.length <= MANY) return text;
  const { pairs } = services.node;
  const base = placed.span.start + services.base;
  const starts = pairs.map(({ key, shift }) => lines.lineStart(lines.lineOf(base + shift + key.span.start)));
  const end = lines.lineStart(lines.lineOf(base + services.node.span.end) + 1);
  const own = pairs.findIndex(({ key }) => key.text === path[1]);
  const part = text.slice(starts[own], starts[own + 1] ?? end);
  return own < 0 || /[*&]|\bextends\b/.test(part) ? text : text.slice(0, starts[0]) + part + text.slice(end);
}

function blocksAt({ placed: { document }, path }: TypedAs, dialect: Dialect): Block[] {
  const holder = path.slice(0, -1);
  const at = follow(document, holder);
  const has = (key: string) => at !== undefined && child(at, key) !== undefined;
  const all: Block = { label: 'hardening', brief: LEAST, holder };
  if (dialect === 'compose') {
    if (holder.length !== 2 || holder[0] !== 'services') return [];
    return [all, ...(has('tmpfs') ? [] : [{ label: 'tmpfs for its paths', brief: 'what it writes beside a read-only root', holder, writes: 'tmpfs' }])];
  }
  const last = holder.at(-1);
  if (last === 'securityContext') return at?.node?.type === 'map' && at.node.pairs.length === 1 ? [all] : [];
  const isContainer = typeof last === 'number' && (CONTAINER_LISTS as readonly unknown[]).includes(holder.at(-2));
  const isPod = last === 'spec' && has('containers');
  const context = { label: 'securityContext, hardened', brief: LEAST, holder, sets: 'securityContext' };
  return [...(isPod ? [all] : []), ...((isContainer || isPod) && !has('securityContext') ? [context] : [])];
}

function suggestionOf(
  { label, brief, holder, sets, writes }: Block,
  base: Snapshot,
  placed: PlacedDocument,
  word: Word,
  indent: string,
): Suggestion | undefined {
  const { index, document } = placed;
  const map = follow(document, holder);
  const isNew = (path: Path) => {
    const key = path[holder.length];
    return startsWith(path, holder) && key !== undefined && (sets ?? key) === key && !(map && child(map, key));
  };
  const isNear = ({ target: { site } }: Finding) =>
    site.document === index && site.file === undefined && (startsWith(site.path, holder) || startsWith(holder, site.path));
  const isWithin = (fix: Fix): fix is Applicable =>
    'ops' in fix &&
    fix.scope === undefined &&
    fix.ops.every(({ op, at }) => op !== 'document' && at.file === undefined && at.document === index && isNew(at.path));
  const ids = base.findings
    .filter(isNear)
    .flatMap((finding) => base.fixesOf(finding).flatMap((fix) => (fix.safety !== 'manual' && isWithin(fix) ? [changeId(finding, fix)] : [])));
  if (ids.length === 0) return undefined;
  const { after, applied } = planFixes(base, { safeties: UP_TO.review, only: isNear, chosen: new Set(ids) });
  const now = after.file.documents[index];
  const made = now && follow(now.document, holder)?.node;
  if (!now || made?.type !== 'map') return undefined;
  const names = made.pairs.flatMap(({ key: { text } }) => (isNew([...holder, text]) && (writes ?? text) === text ? [text] : []));
  const newText = textOf(after, now, holder, names, made.flow ? undefined : indent);
  if (newText === undefined) return undefined;
  const doing = applied.filter(({ fix }) => isWithin(fix) && fix.ops.some(({ at }) => names.includes(String(at.path[holder.length]))));
  const changes = doing.map(({ fix: { title, condition, safety } }) => ({ title, condition, safety }));
  return { kind: 'block', label, brief, safe: false, edit: { span: word.span, newText }, about: { kind: 'changes', changes } };
}

/** The text of entries, on lines with an indentation or, in `{…}`, on one line; `undefined` if there are none. */
function textOf(
  { file: { text, lines } }: Snapshot,
  placed: PlacedDocument,
  holder: Path,
  names: readonly string[],
  indent: string | undefined,
): string | undefined {
  const parts = names.flatMap((name) => {
    const span = locate(placed.document, { document: placed.index, path: [...holder, name], part: 'pair' });
    if (!span) return [];
    const start = span.start + placed.span.start;
    const { character: column } = lines.position(start);
    const [first = '', ...rest] = text.slice(start, span.end + placed.span.start).split(/\r?\n/);
    return [[first, ...rest.map((line) => (indent ?? '') + line.slice(column))]];
  });
  if (parts.length === 0) return undefined;
  if (indent === undefined) return parts.every((each) => each.length === 1) ? parts.join(', ') : undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return parts.map((each) => each.join(eol)).join(eol + indent);
}
