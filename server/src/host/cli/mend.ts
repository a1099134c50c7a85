import type { Engine } from '../../engine/engine.ts';
import type { Run, Snapshot } from '../../engine/snapshot.ts';
import { applyEdits } from '../../text/text.ts';
import type { Input } from './files.ts';

/** A file after all steps. `refused` and `left` are those of the last step. */
export interface Mended extends Pick<Run, 'applied' | 'refused' | 'beyond' | 'left'> {
  readonly input: Input;
  readonly after: Snapshot;
  readonly text: string;
  /** Why it cannot be written, where it would have to be. */
  readonly failure?: string;
}

/** Runs over the files: what one makes possible, in its own file or in others of a Compose project, the next does. */
const MAX_PASSES = 5;

/**
 * Mends files together until nothing changes any more.
 * @param texts what the engine reads of these files; it is kept up to date
 * @param unwritable why a file cannot be written; it is then left as it is, so that no other file relies on its changes
 */
export function mend(
  engine: Engine,
  inputs: readonly Input[],
  texts: Map<string, string>,
  step: (snapshot: Snapshot) => Run,
  unwritable: (input: Input) => string | undefined,
): Mended[] {
  const analyse = (input: Input) => engine.analyse({ uri: input.file, text: texts.get(input.file) ?? input.text });
  const mended = new Map<Input, Mended>();
  let changed: ReadonlySet<string> = new Set();
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const now = new Set<string>();
    for (const input of inputs) {
      const before = mended.get(input);
      if (before && (before.failure !== undefined || !concerned(before, changed))) continue;
      const snapshot = analyse(input);
      const { edits, applied, refused, beyond, left } = step(snapshot);
      const sofar = { input, applied: before?.applied ?? [], beyond: before?.beyond ?? [], refused, left, after: snapshot, text: snapshot.file.text };
      const failure = edits.length > 0 ? unwritable(input) : undefined;
      if (failure !== undefined) mended.set(input, { ...sofar, failure });
      else if (edits.length === 0) mended.set(input, sofar);
      else {
        texts.set(input.file, applyEdits(snapshot.file.text, edits));
        const after = analyse(input);
        mended.set(input, { ...sofar, applied: [...sofar.applied, ...applied], beyond: [...sofar.beyond, ...beyond], after, text: after.file.text });
        now.add(input.file);
      }
    }
    if (now.size === 0) break;
    changed = now;
  }
  return [...mended.values()];
}

/** A file is looked at again when it or one that it depends on has changed. */
function concerned({ input, after }: Mended, changed: ReadonlySet<string>): boolean {
  return changed.has(input.file) || [...after.filesRead].some((file) => changed.has(file));
}
