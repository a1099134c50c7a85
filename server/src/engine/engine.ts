import { DEFAULT_SETTINGS, type Settings } from '../config/settings.ts';
import { envBeside, isChosen } from '../manifest/compose/files.ts';
import { COMPOSE_LANGUAGE, isComposeName } from '../manifest/compose/read.ts';
import { NO_FACTS } from '../manifest/kubernetes/read.ts';
import type { FileFacts } from '../manifest/kubernetes/views.ts';
import { parseFile, parsing } from '../syntax/parse.ts';
import { finished, type Sliced } from '../syntax/sliced.ts';
import type { SourceFile, SyntaxDocument } from '../syntax/source-file.ts';
import { type Facts, sameFacts } from '../workspace/facts.ts';
import { Folder } from '../workspace/folder.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Judged } from './brought.ts';
import { checkAsBefore, checkDocument, type EarlierCheck } from './check.ts';
import type { Among, DocumentCheck } from './document-check.ts';
import { factsIn, type Said, saidBy } from './facts.ts';
import { failure } from './failure.ts';
import { aroundIn, factsOf, filesBeside } from './file-facts.ts';
import { FrozenSnapshot } from './frozen-snapshot.ts';
import { type FileAccess, type FrozenFiles, OtherFiles, withTexts } from './other-files.ts';
import { type Overlay, overlaid } from './overlaid.ts';
import { Overlays } from './overlays.ts';
import { type Held, holds, type Reading } from './reading.ts';
import { type Around, settled } from './reads.ts';
import type { Snapshot } from './snapshot.ts';

/** One file as a host hands it over. */
export interface FileInput {
  /** A URI, or a path with forward slashes. Its last part shows whether it is a Compose file, and is part of fingerprints. */
  readonly uri: string;
  readonly text: string;
  /** The language id of the editor, if there is one. */
  readonly languageId?: string;
}

/** The settings of each file, by its URI. Equal settings should be the same object. */
export type SettingsOf = (uri: string) => Settings;

/** What the next analysis of the same file may reuse. */
interface Kept {
  readonly settings: Settings;
  readonly reading: Reading;
  readonly facts: FileFacts;
  readonly compose: boolean;
  readonly filesRead: ReadonlySet<string>;
  /** What the file says to others. */
  readonly said: Said;
}

/** An analysis, and what the next one of the same file may reuse. */
interface Analysis {
  readonly snapshot: FrozenSnapshot;
  readonly kept: Kept;
}

/** The inputs of an analysis besides the text. */
interface Made {
  readonly settings: Settings;
  readonly files: FrozenFiles | undefined;
  readonly before: Kept | undefined;
  /** The readings of open files that read this one; where it is not given, those that are open when somebody asks. */
  readonly readers?: readonly Reading[];
  /** Documents of the text that were read already. */
  readonly known?: readonly SyntaxDocument[];
  /** What other files say, where it is not what they say now. */
  readonly folder?: Folder;
  /** Overlays say what they do to what is found. */
  readonly overlays?: boolean;
}

/** Analyses files. It never throws: broken YAML gives problems, and an exception becomes a problem of the file. */
export class Engine {
  readonly #kept = new Map<string, Kept>();
  readonly #others: OtherFiles | undefined;
  readonly #folder: Folder;
  readonly #overlays: Overlays<Kept>;
  #settings: SettingsOf = () => DEFAULT_SETTINGS;

  /**
   * @param settings of all files, or those of each file, by its URI
   * @param access reads other files of a Compose project; without it their content is unknown
   * @param folder what other files of the workspace say; the engine notes there what those say that are updated
   */
  constructor(settings: Settings | SettingsOf, access?: FileAccess, folder = new Folder()) {
    this.#folder = folder;
    this.configure(settings);
    this.#others = access && new OtherFiles(access);
    this.#overlays = new Overlays({
      settingsOf: (uri) => this.#settings(uri),
      buildersOf: (uri) => this.#folder.buildersOf(uri),
      run: (input, made) => this.#run(input, made),
    });
  }

  /** The settings of a file. */
  settingsOf(uri: string): Settings {
    return this.#settings(uri);
  }

  /** Takes effect with the next analysis of each file. */
  configure(settings: Settings | SettingsOf): void {
    this.#settings = typeof settings === 'function' ? settings : () => settings;
  }

  /** Notes in the folder what a file says to others, without a judgement on it. */
  note({ uri, text }: FileInput): void {
    // slices of a text would keep the whole of it in memory
    this.#folder.put(uri, JSON.parse(JSON.stringify(factsIn(text, uri, this.#others?.now()))) as Facts);
  }

  /**
   * What the files say now that belong together with one.
   * @param text what that one would be
   */
  workspaceOf(uri: string, text?: string): Workspace {
    return text === undefined ? this.#folder.around(uri) : this.#folder.around(uri, factsIn(text, uri, this.#others?.now()));
  }

  /** Analyses a file once. */
  analyse(input: FileInput): Snapshot {
    return finished(this.analysing(input));
  }

  /** The same, slice by slice. */
  *analysing(input: FileInput): Sliced<Snapshot> {
    return (yield* this.#run(input, this.#now(input.uri))).snapshot;
  }

  /** Analyses an open file. Results of the last call with this URI that still hold are reused. */
  update(input: FileInput): Snapshot {
    return finished(this.updating(input));
  }

  /** The same, slice by slice. An analysis that is dropped changes nothing. */
  *updating(input: FileInput): Sliced<Snapshot> {
    const { snapshot, kept } = yield* this.#run(input, this.#now(input.uri, this.#kept.get(input.uri)));
    this.#kept.set(input.uri, kept);
    this.#folder.put(input.uri, kept.said.facts);
    this.#tidy();
    return snapshot;
  }

  /** What is said of a file about which a snapshot could not answer: an exception is a defect of Bulkhead, and one problem of the file. */
  failed(input: FileInput, error: unknown): Snapshot {
    const reading: Reading = { file: parseFile(input.text), checks: [], failed: failure('this file', error, 0) };
    const again = (text: string) => this.analyse({ ...input, text });
    const nothing = { files: undefined, beside: [], compose: false, among: () => undefined, elsewhere: () => [], readers: () => [] };
    return new FrozenSnapshot([reading], { uri: input.uri, settings: this.#settings(input.uri), again, ...nothing });
  }

  /** Whether what other files say now makes an earlier snapshot of a file outdated. */
  isOutdated(uri: string, held: Held): boolean {
    return !holds(held, aroundIn(this.#folder, uri, held.beside, { settings: held.settings, documents: [], files: this.#others?.now() }));
  }

  /** Forgets a closed file, and other files that only this one read. What it says to others, the host takes from the folder. */
  forget(uri: string): void {
    this.#kept.delete(uri);
    this.#tidy();
  }

  #tidy(): void {
    const named = ({ reading }: Kept) => reading.checks.flatMap(({ reads }) => [...reads.named]);
    const needed = new Set([...this.#kept.values()].flatMap((kept) => [...kept.filesRead, ...named(kept)]));
    this.#others?.keep(needed);
    this.#overlays.keep(needed);
  }

  #now(uri: string, before?: Kept): Made {
    return { settings: settled(before?.settings, this.#settings(uri)), files: this.#others?.now(), before, overlays: true };
  }

  /**
   * What a change of several files makes of each of them, and of open ones that ask for what it changes.
   * @param asNow what they are now: worked out once for all changes of a snapshot
   */
  #inFolder(own: FileInput, texts: ReadonlyMap<string, string>, asNow: Map<string, Analysis>): [Judged, Judged][] {
    const files = this.#others?.now();
    if (!files || [...texts.keys()].every((uri) => uri === own.uri)) return [];
    const folder = this.#folder.copy();
    for (const [uri, text] of texts) folder.put(uri, factsIn(text, uri, files));
    const judged = (input: FileInput, made: Pick<Made, 'files' | 'before' | 'folder'>): Analysis =>
      finished(this.#run(input, { settings: this.#settings(input.uri), readers: [], ...made }));
    const open = [...this.#kept].filter(([uri, { reading, settings }]) => {
      const around = aroundIn(folder, uri, filesBeside(reading.file, uri), { settings, documents: reading.file.documents, files });
      return !reading.checks.every(({ reads }) => reads.hold(around, 'facts') && reads.hold(around, 'workspace'));
    });
    return [...new Set([...texts.keys(), ...open.map(([uri]) => uri)])].flatMap((uri): [Judged, Judged][] => {
      const kept = this.#kept.get(uri);
      const text = uri === own.uri ? own.text : (kept?.reading.file.text ?? files.text(uri));
      if (text === undefined) return [];
      const input = uri === own.uri ? own : { uri, text };
      const before = asNow.get(uri) ?? judged(input, { files, before: kept });
      asNow.set(uri, before);
      const after = judged({ ...input, text: texts.get(uri) ?? text }, { files: withTexts(files, texts), before: before.kept, folder });
      return [[before.snapshot.whole, after.snapshot.whole]];
    });
  }

  *#run(
    input: FileInput,
    { settings, files, before, readers: given, known = [], folder = this.#folder, overlays: isOverlaid = false }: Made,
  ): Sliced<Analysis> {
    const isNamed = isComposeName(input.uri) || input.languageId === COMPOSE_LANGUAGE;
    const isUnnamed = !isNamed && /^services[ \t]*:/m.test(input.text);
    const compose = isNamed || (isUnnamed && files !== undefined && (files.projectOf?.(input.uri) !== undefined || isChosen(input.uri, files)));
    const file = yield* parsing(input.text, { previous: before?.reading.file, known });
    const beside = files ? [...filesBeside(file, input.uri), ...(isUnnamed ? [envBeside(input.uri)] : [])] : [];
    const said = saidBy(file, input.uri, files, before?.said);
    const workspace = folder.around(input.uri, said.facts);
    const made = (readings: readonly [Reading, ...Reading[]], facts: FileFacts, overlays: readonly Overlay[] = []) => {
      const [reading] = readings;
      const again = (text: string, read: readonly SyntaxDocument[] = [], readers: readonly Reading[] = []) =>
        finished(this.#run({ ...input, text }, { settings, files, before: kept, readers, known: read })).snapshot;
      const readers = () => given ?? [...this.#kept.values()].flatMap((other) => (other.filesRead.has(input.uri) ? other.reading : []));
      const among: Among = (changed, projects, added, isKept) => {
        const alone = file.documents.length === 1 || reading.checks.every(({ dialect }) => dialect !== 'compose');
        if (file.variants > 1 || !alone) return undefined;
        const asNow = file.documents.map((placed) => ({ ...placed, document: changed.get(placed.index) ?? placed.document }));
        const after = added === undefined ? undefined : parseFile(added, { previous: file, known: [...changed.values()] });
        if (after && asNow.some(({ document }, i) => after.documents[i]?.document !== document)) return undefined;
        const documents = after?.documents ?? asNow;
        const now = saidBy({ ...file, documents }, input.uri, files, said);
        const among = sameFacts(now.facts, said.facts) ? workspace : folder.around(input.uri, now.facts);
        const around: Around = { settings, facts: settled(facts, factsOf(among, beside, input.uri, files)), documents, files, workspace: among };
        // what another document read may be otherwise now
        const hears = ({ reads }: DocumentCheck) => among !== workspace && !(reads.hold(around, 'facts') && reads.hold(around, 'workspace'));
        const isHit = documents.map((_, i) => i >= asNow.length || changed.has(i) || hears(reading.checks[i] as DocumentCheck));
        if (isHit.some((hit, i) => hit && isKept(i))) return undefined;
        const placed = documents.filter((_, i) => isHit[i]);
        return new Map(
          placed.map((one) => [one.index, finished(checkDocument(one, input.uri, compose, around, earlierCheck(one.index, reading), { projects }))]),
        );
      };
      const elsewhere = (texts: ReadonlyMap<string, string>): [Judged, Judged][] => {
        if (!snapshot.dialects.has('compose')) return this.#inFolder(input, texts, asNow);
        const now = (of: FileInput, own: Kept, among: FrozenFiles) =>
          finished(this.#run(of, { settings: own.settings, files: among, before: own, readers: [] })).snapshot.whole;
        const pairs: [Judged, Judged][] = [];
        if (files && [...texts.keys()].some((uri) => uri !== input.uri))
          pairs.push([snapshot.whole, now({ ...input, text: texts.get(input.uri) ?? input.text }, kept, withTexts(files, texts))]);
        const asIs = new Map([[input.uri, input.text]]);
        for (const [uri, reader] of this.#kept) {
          const all = uri !== input.uri && [...texts.keys()].some((changed) => reader.filesRead.has(changed)) ? this.#others?.now() : undefined;
          if (!all) continue;
          const of: FileInput = { uri, text: texts.get(uri) ?? reader.reading.file.text, ...(reader.compose ? { languageId: COMPOSE_LANGUAGE } : {}) };
          pairs.push([now({ ...of, text: reader.reading.file.text }, reader, withTexts(all, asIs)), now(of, reader, withTexts(all, texts))]);
        }
        return pairs;
      };
      const told = readings.map((one) => overlaid(one, input.uri, overlays)) as unknown as readonly [Reading, ...Reading[]];
      const snapshot = new FrozenSnapshot(told, {
        uri: input.uri,
        settings,
        files,
        beside,
        also: overlays.flatMap(({ files: names }) => [...names]),
        compose,
        again,
        among,
        elsewhere,
        readers,
      });
      const kept: Kept = { settings, reading, facts, compose, filesRead: snapshot.filesRead, said };
      const asNow = new Map([[input.uri, { snapshot, kept }]]);
      files?.freeze();
      return { snapshot, kept };
    };
    try {
      const around = (of: SourceFile, facts: FileFacts): Around => ({ settings, facts, documents: of.documents, files, workspace });
      const facts = settled(before?.facts, factsOf(workspace, beside, input.uri, files));
      const main = yield* reading(file, input.uri, compose, around(file, facts), before?.compose === compose ? before.reading : undefined);
      const others: Reading[] = [];
      for (let variant = 1; variant < file.variants; variant++) {
        const other = yield* parsing(input.text, { variant });
        others.push(yield* reading(other, input.uri, compose, around(other, facts)));
      }
      return made([main, ...others], facts, isOverlaid ? yield* this.#overlays.on(input, main, files) : []);
    } catch (error) {
      return made([{ file, checks: [], failed: failure('this file', error, 0) }], NO_FACTS);
    }
  }
}

/** Checks the documents of a text, unless an earlier check of one still holds. */
function* reading(file: SourceFile, uri: string, compose: boolean, around: Around, earlier?: Reading): Sliced<Reading> {
  const checks: DocumentCheck[] = [];
  for (const placed of file.documents) {
    const before = earlierCheck(placed.index, earlier);
    checks.push(checkAsBefore(placed, uri, around, before) ?? (yield* checkDocument(placed, uri, compose, around, before)));
  }
  return { file, checks };
}

/** The check of the document that stood here before. */
function earlierCheck(index: number, earlier: Reading | undefined): EarlierCheck | undefined {
  const check = earlier?.checks[index];
  const placed = earlier?.file.documents[index];
  return check && placed && { check, document: placed.document };
}
