import type { Settings } from '../config/settings.ts';
import type { ProjectFiles } from '../manifest/compose/files.ts';
import type { FileFacts } from '../manifest/kubernetes/views.ts';
import { locate } from '../syntax/navigate.ts';
import type { Site } from '../syntax/site.ts';
import type { PlacedDocument } from '../syntax/source-file.ts';
import type { Span } from '../text/text.ts';
import { type Asked, keyOf, type Question } from '../workspace/workspace.ts';

/** What a check may read besides its document, at one time. Equal values are the same objects as before (see {@link settled}). */
export interface Around {
  readonly settings: Settings;
  /** Facts from the documents of the file. */
  readonly facts: FileFacts;
  /** All documents of the file. */
  readonly documents: readonly PlacedDocument[];
  /** Other files of a Compose project, where they can be read. */
  readonly files: ProjectFiles | undefined;
  /** What all files that belong together say. */
  readonly workspace: Asked;
}

interface Answer {
  readonly about: keyof Around;
  readonly ask: (around: Around) => unknown;
  readonly answer: unknown;
  readonly same: (a: unknown, b: unknown) => boolean;
}

/** A place outside a document. */
export interface Elsewhere {
  /** Only if it is in another file. */
  readonly file?: string;
  readonly span: Span;
}

/** The place of a site in another file; offsets in that file. */
export function spanIn(files: ProjectFiles | undefined, site: Site): (Elsewhere & { readonly file: string }) | undefined {
  const { file } = site;
  const placed = file === undefined ? undefined : files?.parsed(file)?.documents[site.document];
  const span = placed && locate(placed.document, site);
  if (file === undefined || !span) return undefined;
  return { file, span: { start: placed.span.start + span.start, end: placed.span.start + span.end } };
}

function besides(site: Site, index: number, documents: readonly PlacedDocument[]): Elsewhere | undefined {
  const [placed, from] = [documents[site.document], documents[index]];
  const span = placed && locate(placed.document, site);
  if (!span || !from) return undefined;
  const by = placed.span.start - from.span.start;
  return { span: { start: span.start + by, end: span.end + by } };
}

/** What a check read besides its document. The check holds as long as the same reads give the same answers. */
export class Reads {
  readonly #answers = new Map<string, Answer>();
  readonly #files = new Set<string>();
  readonly #named = new Set<string>();
  /** Where findings point to, by site. */
  readonly #places = new Map<string, { readonly site: Site; readonly isOwn: boolean; readonly place: Elsewhere | undefined }>();
  /** With which the answers were the same, if nothing else was asked. */
  #held: Pick<Around, 'settings' | 'facts' | 'workspace'> | undefined;

  /** @param before the reads of a check of which parts are reused: the settings that those parts read still count */
  constructor(before?: Reads) {
    if (before) for (const [key, answer] of before.#answers) if (answer.about === 'settings') this.#answers.set(key, answer);
  }

  /** The other files that were read, by URI, also missing ones. */
  get files(): ReadonlySet<string> {
    return this.#files;
  }

  /** The files of the workspace that its findings point to, by URI. A change of one moves at most what they point to. */
  get named(): ReadonlySet<string> {
    return this.#named;
  }

  /**
   * Where a site is now that a finding points to, with a note of it: offsets in its file, or for another document of the same file relative to
   * the document of the finding.
   * @param file the file of the finding
   * @param index its document
   */
  elsewhere(site: Site, file: string, index: number, around: Around): Elsewhere | undefined {
    const isOwn = site.file === undefined || site.file === file;
    if (!isOwn) this.#named.add(site.file);
    const place = isOwn ? besides(site, index, around.documents) : spanIn(around.files, site);
    this.#places.set(JSON.stringify(site), { site, isOwn, place });
    return place;
  }

  /** Whether the places to which its findings point are where they were; `others` asks for those in other files alone. */
  placesHold(index: number, around: Around, others = false): boolean {
    return [...this.#places.values()].every(({ site, isOwn, place }) => {
      if (isOwn && others) return true;
      const now = isOwn ? besides(site, index, around.documents) : spanIn(around.files, site);
      return now?.span.start === place?.span.start && now?.span.end === place?.span.end;
    });
  }

  /** The same reads with the places as they are now; `undefined` if one is or was nowhere: what points to it is then to be judged again. */
  placedAgain(file: string, index: number, around: Around): Reads | undefined {
    const again = new Reads();
    for (const [key, answer] of this.#answers) again.#answers.set(key, answer);
    for (const name of this.#files) again.#files.add(name);
    for (const { site, place } of this.#places.values()) if (!place || !again.elsewhere(site, file, index, around)) return undefined;
    return again;
  }

  /** Where a site is to which a finding points. */
  placeOf(site: Site): Elsewhere | undefined {
    return this.#places.get(JSON.stringify(site))?.place;
  }

  /** Whether all reads, or all of one kind, would give the same answers again. */
  hold(around: Around, about?: keyof Around): boolean {
    if (this.#held?.settings === around.settings && this.#held.facts === around.facts && this.#held.workspace === around.workspace) return true;
    for (const answer of this.#answers.values())
      if ((about === undefined || answer.about === about) && !answer.same(answer.ask(around), answer.answer)) return false;
    // one that asks nothing else is not asked again with each letter
    if (about === undefined && ![...this.#answers.values()].some((answer) => answer.about === 'documents' || answer.about === 'files'))
      this.#held = { settings: around.settings, facts: around.facts, workspace: around.workspace };
    return true;
  }

  /** The same values, with a note of each read. */
  noting(around: Around): Around {
    return new Noting(around, this);
  }

  /** An answer, with a note of it. */
  note<T>(about: keyof Around, key: string, around: Around, ask: (around: Around) => T, same: (a: T, b: T) => boolean = Object.is): T {
    const answer = ask(around);
    if (!this.#answers.has(key)) this.#answers.set(key, { about, ask, answer, same: same as Answer['same'] });
    return answer;
  }

  /** The text of another file, with a note of it. */
  textOf(uri: string, around: Around): string | undefined {
    this.#files.add(uri);
    return this.note('files', `file ${uri}`, around, (now) => now.files?.text(uri));
  }
}

/** A class, because V8 makes a hidden class for each object with getters of its own, which keeps what they know until the next full collection. */
class Noting implements Around {
  readonly settings: Settings;
  readonly files: ProjectFiles | undefined;
  readonly workspace: Asked;
  readonly #around: Around;
  readonly #reads: Reads;

  constructor(around: Around, reads: Reads) {
    this.#around = around;
    this.#reads = reads;
    const asked = new Set<PropertyKey>();
    this.settings = new Proxy(around.settings, {
      get: (own, key) => {
        if (!asked.has(key)) reads.note('settings', `setting ${String(key)}`, around, (now) => now.settings[key as keyof Settings]);
        asked.add(key);
        return own[key as keyof Settings];
      },
    });
    this.workspace = new NotingWorkspace(around, reads);
    const { files } = around;
    this.files = files && {
      text: (uri) => reads.textOf(uri, around),
      parsed: (uri) => (reads.textOf(uri, around) === undefined ? undefined : files.parsed(uri)),
      projectOf: (uri) =>
        reads.note(
          'files',
          `project ${uri}`,
          around,
          (now) => now.files?.projectOf?.(uri),
          (a, b) => written(a) === written(b),
        ),
    };
  }

  get facts(): FileFacts {
    return this.#reads.note('facts', 'facts', this.#around, (now) => now.facts);
  }

  get documents(): readonly PlacedDocument[] {
    return this.#reads.note('documents', 'documents', this.#around, (now) => now.documents, sameDocuments);
  }
}

class NotingWorkspace implements Asked {
  readonly #around: Around;
  readonly #reads: Reads;

  constructor(around: Around, reads: Reads) {
    this.#around = around;
    this.#reads = reads;
  }

  ask<A extends readonly string[], R>(question: Question<A, R>, ...args: A): R {
    return this.#reads.note(
      'workspace',
      `workspace ${keyOf(question, args)}`,
      this.#around,
      (now) => now.workspace.ask(question, ...args),
      (a, b) => a === b || written(a) === written(b),
    );
  }
}

/** `after`, with each equal value replaced by that of `before`: equal values are then the same objects, which is cheap to compare. */
export function settled<T extends object>(before: T | undefined, after: T): T {
  if (before === undefined || before === after) return after;
  const keys = Object.keys(after) as (keyof T)[];
  const same = keys.filter((key) => written(before[key]) === written(after[key]));
  if (same.length === keys.length && keys.length === Object.keys(before).length) return before;
  return Object.assign({}, after, ...same.map((key) => ({ [key]: before[key] })));
}

/** A value as text, to compare it; maps, which JSON leaves out, as their entries. */
export function written(value: unknown): string {
  return JSON.stringify(value, (_, inner) => (inner instanceof Map ? [...inner] : inner));
}

/** Compares documents without their places in the file, since spans are relative to the document. */
function sameDocuments(a: readonly PlacedDocument[], b: readonly PlacedDocument[]): boolean {
  return a.length === b.length && a.every(({ document }, i) => document === b[i]?.document);
}
