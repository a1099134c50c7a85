import type { Allow } from '../config/suppressions.ts';
import { oncePer } from '../isolation/once.ts';
import { allowsByDocument, bySpan, divided, isAllowedIn, leftIn } from './allowing.ts';
import type { Finding } from './finding.ts';
import type { FrozenFiles } from './other-files.ts';
import { findingsOf, type Reading } from './reading.ts';
import type { FindingsPart } from './snapshot.ts';

const sorted = oncePer((findings: readonly Finding[]) => findings.toSorted(bySpan));
const readsOthers = oncePer((findings: readonly Finding[]) => findings.some(({ origin }) => origin !== undefined));

/** What is told of a file. With each letter only the parts are asked for: what did not change is then not even placed. */
export class Told {
  readonly #readings: readonly [Reading, ...Reading[]];
  readonly #allows: readonly Allow[];
  readonly #files: FrozenFiles | undefined;
  #placed: ReturnType<typeof findingsOf> | undefined;
  #divided: ReturnType<typeof divided> | undefined;

  /** Reads of other files what it needs of them: they may be frozen afterwards. */
  constructor(readings: readonly [Reading, ...Reading[]], allows: readonly Allow[], files: FrozenFiles | undefined) {
    this.#readings = readings;
    this.#allows = allows;
    this.#files = files;
    for (const { checks } of readings) for (const { findings } of checks) if (readsOthers(findings)) findings.forEach(this.#isToldHere);
  }

  /** All findings, also those that are told elsewhere or silenced; spans are in the file. */
  get placed(): ReturnType<typeof findingsOf> {
    this.#placed ??= findingsOf(this.#readings);
    return this.#placed;
  }

  /** Those that are left, by span, and those that an `allow` comment silences. */
  get divided(): ReturnType<typeof divided> {
    this.#divided ??= divided(this.placed.found.filter(this.#isToldHere), this.#allows, this.#readings[0].file);
    return this.#divided;
  }

  /** Those that are left, each with what it moves with. In a template, that is the whole file. */
  get parts(): readonly FindingsPart[] {
    const { file, checks } = this.#readings[0];
    if (this.#readings.length > 1 || file.templated) return [{ findings: this.divided[0], span: { start: 0, end: file.text.length } }];
    const allows = allowsByDocument(this.#allows, file);
    const parts: FindingsPart[] = [];
    for (const [index, { findings }] of checks.entries()) {
      const span = file.documents[index]?.span;
      if (!span || findings.length === 0) continue;
      const told = readsOthers(findings) ? findings.filter(this.#isToldHere) : findings;
      const given = allows.get(index);
      parts.push({ findings: sorted(given ? leftIn(told, given, file, span.start) : told), span });
    }
    return parts;
  }

  /** A finding that another file writes is left out here if the user sees the findings of that file, or if that file allows it. */
  readonly #isToldHere = ({ origin, rule }: Finding): boolean => {
    if (!origin) return true;
    const other = this.#files?.parsed(origin.file);
    return !this.#files?.isShown(origin.file) && !(other && isAllowedIn(other, rule.id, origin.span.start));
  };
}
