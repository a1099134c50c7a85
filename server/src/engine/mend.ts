import type { Settings } from '../config/settings.ts';
import type { Folder } from '../workspace/folder.ts';
import { Engine, type SettingsOf } from './engine.ts';
import { factsIn, folderOf } from './facts.ts';
import { failure } from './failure.ts';
import type { FileAccess } from './other-files.ts';
import type { Run, RunRequest, Snapshot } from './snapshot.ts';

/** A file that is to be mended; its name is a URI, or a path with forward slashes. */
export interface NamedText {
  readonly file: string;
  readonly text: string;
}

/** A file after all passes. `refused` and `left` are those of the last pass. */
export interface Mended<F extends NamedText> extends Pick<Run, 'applied' | 'refused' | 'beyond' | 'left' | 'changes'> {
  readonly input: F;
  /** The file as it then is. */
  readonly after: Snapshot;
  /** Why it cannot be written, if it would have to be. */
  readonly failure?: string;
}

/** How much a run over files changes. */
export interface MendSize {
  readonly changes: number;
  readonly files: number;
}

/** What a run over files is made with. */
interface Workshop<F extends NamedText> {
  readonly settings: Settings | SettingsOf;
  /** Other files than those that are mended. */
  readonly access: FileAccess;
  /** The snapshots of the files as they are, by name, if they are there already. */
  readonly snapshots?: ReadonlyMap<string, Snapshot>;
  /** What all files say, if more of them count than those that are mended. */
  readonly folder?: Folder;
  /** Why a file cannot be written; it is then left as it is, so that no other file relies on its changes. */
  readonly unwritable?: (input: F) => string | undefined;
  /** Is told of each file that is read, and of each in every pass. */
  readonly begins?: () => void;
}

/** Passes over the files. What one pass makes possible, in its own file or in others of a Compose project, the next does. */
const MAX_PASSES = 5;

/** Mends files together until nothing changes any more. Nothing is written. A file at which Bulkhead fails is left as it is. */
export function mend<F extends NamedText>(inputs: readonly F[], request: RunRequest, workshop: Workshop<F>): Mended<F>[] {
  const { settings, access, snapshots, unwritable, begins } = workshop;
  const texts = new Map(inputs.map(({ file, text }) => [file, text]));
  const folder = workshop.folder?.copy() ?? folderOf(inputs, access);
  const engine = new Engine(settings, { ...access, text: (uri) => texts.get(uri) ?? access.text(uri) }, folder);
  let hasSaid = false;
  const mended = new Map<F, Mended<F>>();
  const changedIn = new Map<string, number>();
  const first = new Map<F, Snapshot>();
  for (const input of inputs) guarded(input, () => void first.set(input, opened(input)));
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const hasChanged = (file: string) => (changedIn.get(file) ?? Number.NEGATIVE_INFINITY) >= pass - 1;
    let isDone = true;
    for (const input of inputs) guarded(input, () => step(input));
    if (isDone) break;

    function step(input: F): void {
      const before = mended.get(input);
      if (before?.failure !== undefined) return;
      const known = before?.after ?? (first.get(input) as Snapshot);
      // what it read of other files may be another text now
      const isStale = [...known.filesRead].some(hasChanged) || (hasSaid && engine.isOutdated(input.file, known.held));
      if (before && !(isStale || hasChanged(input.file))) return;
      const snapshot = isStale ? read(input.file, texts.get(input.file) ?? input.text, known) : known;
      const { edits, after, applied, refused, beyond, left, changes } = snapshot.run(request);
      const sofar = { input, applied: before?.applied ?? [], beyond: before?.beyond ?? [], changes: before?.changes ?? 0, refused, left, after: snapshot };
      const refusal = edits.length > 0 ? unwritable?.(input) : undefined;
      if (refusal !== undefined) mended.set(input, { ...sofar, failure: refusal });
      else if (edits.length === 0) mended.set(input, sofar);
      else {
        const { text } = after.file;
        texts.set(input.file, text);
        changedIn.set(input.file, pass);
        if (folder.put(input.file, factsIn(text, input.file))) hasSaid = true;
        isDone = false;
        mended.set(input, {
          ...sofar,
          applied: [...sofar.applied, ...applied],
          beyond: [...sofar.beyond, ...beyond],
          changes: sofar.changes + changes,
          after: after.dialects.has('compose') ? engine.update({ uri: input.file, text }) : after,
        });
      }
    }
  }
  return inputs.flatMap((input) => mended.get(input) ?? []);

  function guarded(input: F, run: () => void): void {
    begins?.();
    try {
      run();
    } catch (error) {
      const after = engine.failed({ uri: input.file, text: input.text }, error);
      texts.set(input.file, input.text);
      const none = { applied: [], refused: [], beyond: [], left: [], changes: 0 };
      mended.set(input, { ...none, input, after, failure: failure('this file', error, 0).message });
    }
  }

  function opened({ file, text }: F): Snapshot {
    const known = snapshots?.get(file) ?? engine.analyse({ uri: file, text });
    // a single file is changed in no other's sight
    return inputs.length > 1 && known.dialects.has('compose') ? read(file, text, known) : known;
  }

  /** A file with another text. Those of Compose projects stay open: a change of one must be right in the others, too, that read it. */
  function read(uri: string, text: string, before: Snapshot): Snapshot {
    return before.dialects.has('compose') ? engine.update({ uri, text }) : engine.analyse({ uri, text });
  }
}

/** How many changes were made, in how many files. A file that is again as it was has none. */
export function sizeOf(mended: readonly Mended<NamedText>[]): MendSize {
  const changed = mended.filter(({ input, after }) => after.file.text !== input.text);
  return { changes: changed.reduce((n, { changes }) => n + changes, 0), files: changed.length };
}
