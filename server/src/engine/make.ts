import { compile, type Edited } from '../fix/compile.ts';
import { type PathOp, refusalText } from '../fix/ops.ts';
import { keyRank } from '../manifest/key-order.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import { projectsIn } from './altered.ts';
import { type Change, changesOf, mergedOtherwise } from './merged.ts';
import type { Reading } from './reading.ts';
import type { OtherEdits } from './snapshot.ts';

/** A change that can be made. */
export interface Made extends Edited {
  readonly ok: true;
  /** The edits of other files. */
  readonly others: readonly (OtherEdits & Pick<Edited, 'changed'>)[];
  /** The Compose projects before and after it. */
  readonly projects: readonly Change[];
}

/** What a change is made in. */
interface Setting {
  /** The file that operations without a file are about, and that the reading is of. */
  readonly uri: string;
  /** The readings of other files that read this one. */
  readonly readers: () => readonly Reading[];
  readonly other: (uri: string) => SourceFile | undefined;
}

/**
 * Compiles operations, also on other files, and compares the merged services.
 * @param shared whether they may change what is behind an anchor
 */
export function make(
  { file, checks }: Reading,
  ops: readonly PathOp[],
  shared: boolean,
  setting: Setting,
): Made | { readonly ok: false; readonly why: string } {
  const { uri, readers, other } = setting;
  const isOwn = ({ at }: PathOp) => at.file === undefined || at.file === uri;
  const own = compile(file, ops.filter(isOwn), { shared, rankOf: keyRank });
  if (!own.ok) return { ok: false, why: refusalText(own.why) };
  const others: Made['others'][number][] = [];
  const elsewhere = ops.filter((op) => !isOwn(op));
  for (const name of new Set(elsewhere.flatMap(({ at }) => at.file ?? []))) {
    const source = other(name);
    const there = elsewhere.filter(({ at }) => at.file === name);
    const compiled = source && compile(source, there, { rankOf: keyRank });
    if (!source || !compiled?.ok) return { ok: false, why: refusalText(compiled?.ok === false ? compiled.why : 'not-found') };
    if (compiled.edits.length > 0) others.push({ file: name, source, edits: compiled.edits, changed: compiled.changed });
  }
  const files = new Map([[uri, own.changed], ...others.map((one) => [one.file, one.changed] as const)]);
  const known = projectsIn({ checks });
  const projects = changesOf({ uri, documents: file.documents }, known.length > 0 ? [...known, ...readers().flatMap(projectsIn)] : [], files);
  const why = mergedOtherwise(uri, projects, ops);
  return why === undefined ? { ok: true, edits: own.edits, changed: own.changed, others, projects } : { ok: false, why };
}
