import type { BuildInput } from '../manifest/kustomize/texts.ts';
import type { FileSite } from '../manifest/kustomize/value.ts';
import type { Sliced } from '../syntax/sliced.ts';
import type { PlacedDocument } from '../syntax/source-file.ts';
import { Workspace } from '../workspace/workspace.ts';
import type { JudgedFile } from './document-check.ts';
import { saidBy } from './facts.ts';
import { factsOf, filesBeside } from './file-facts.ts';
import type { Finding } from './finding.ts';
import { shift } from './reading.ts';
import type { Around } from './reads.ts';
import type { CheckInput } from './report.ts';

/** Judges a document of another file, as its own check does. */
export type JudgeElsewhere = (placed: PlacedDocument, file: string, around: Around) => Sliced<readonly Finding[]>;

/** What the checks of other files find by themselves. */
export class ElsewhereFindings {
  readonly #of: BuildInput;
  readonly #input: CheckInput;
  readonly #judge: JudgeElsewhere;
  readonly #before: ReadonlyMap<string, JudgedFile> | undefined;
  /** By file. */
  readonly judged = new Map<string, JudgedFile>();

  /** @param before what was found before, with the same settings */
  constructor(of: BuildInput, input: CheckInput, judge: JudgeElsewhere, before: ReadonlyMap<string, JudgedFile> | undefined) {
    this.#before = before;
    this.#of = of;
    this.#input = input;
    this.#judge = judge;
  }

  /**
   * Where the check of another file tells a finding of a built object; `undefined` if none does.
   * @param home where the object itself stands
   */
  *toldAt(finding: Finding, home: FileSite): Sliced<Finding['origin']> {
    const { file } = finding.at;
    if (file !== undefined && (yield* this.of(file)).has(keyOf(finding))) return finding.origin;
    if (!finding.missing || home.file === this.#of.uri) return undefined;
    // a patch that has only a part says nothing of what is missing: the object does
    const lacking = [...(yield* this.of(home.file)).values()].find(
      ({ rule, missing, document, container }) => rule === finding.rule && missing && document === home.document && container === finding.container,
    );
    const start = this.#of.files.parsed(home.file)?.documents[home.document]?.span.start ?? 0;
    return lacking && { file: home.file, span: shift(lacking.span, start) };
  }

  /** All that the check of a file finds. */
  *of(file: string): Sliced<ReadonlyMap<string, Finding>> {
    const known = this.judged.get(file);
    if (known) return known.found;
    const { files } = this.#of;
    const { documents = [] } = files.parsed(file) ?? {};
    const source = { text: files.text(file) ?? '', documents };
    const workspace = new Workspace(saidBy(source, file, files).facts);
    const facts = factsOf(workspace, filesBeside(source, file), file, files);
    const texts = documents.map(({ document }) => document);
    const before = this.#before?.get(file);
    const isSame = before?.patch === (facts.patch === true) && before.documents.length === texts.length && texts.every((one, i) => before.documents[i] === one);
    const found = isSame && before ? before.found : new Map<string, Finding>();
    this.judged.set(file, { documents: texts, patch: facts.patch === true, found });
    if (isSame || !(found instanceof Map)) return found;
    const around: Around = { settings: this.#input.settings, facts, documents, files, workspace };
    for (const placed of documents) for (const one of yield* this.#judge(placed, file, around)) found.set(keyOf(one), one);
    return found;
  }
}

function keyOf({ rule, document, path, at }: Finding): string {
  return JSON.stringify([rule.id, at.file === undefined ? document : at.document, path]);
}
