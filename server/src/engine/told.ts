import type { Settings } from '../config/settings.ts';
import { readAllows } from '../config/suppressions.ts';
import { oncePer } from '../isolation/once.ts';
import { bySpan, divided, leftOf } from './allowing.ts';
import type { DocumentCheck, Part } from './document-check.ts';
import type { Finding } from './finding.ts';
import type { FrozenFiles } from './other-files.ts';
import { findingsOf, type Reading } from './reading.ts';
import { Silence } from './silence.ts';

const sorted = oncePer((findings: readonly Finding[]) => findings.toSorted(bySpan));
const readsOthers = oncePer((findings: readonly Finding[]) => findings.some(({ origin }) => origin !== undefined));

/** What is told of a file. With each letter only the parts are asked for: what did not change is then not even placed. */
export class Told {
  readonly #readings: readonly [Reading, ...Reading[]];
  readonly #silence: Silence;
  readonly #settings: Settings;
  readonly #files: FrozenFiles | undefined;
  #placed: ReturnType<typeof findingsOf> | undefined;
  #divided: ReturnType<typeof divided> | undefined;

  /** Reads of other files what it needs of them: they may be frozen afterwards. */
  constructor(readings: readonly [Reading, ...Reading[]], silence: Silence, files: FrozenFiles | undefined, settings: Settings) {
    this.#readings = readings;
    this.#silence = silence;
    this.#settings = settings;
    this.#files = files;
    for (const { checks } of readings)
      for (const check of checks) if (check.project?.alone !== true && readsOthers(check.findings)) check.findings.forEach(this.#isToldHere);
  }

  /** All findings, also those that are told elsewhere or silenced; spans are in the file. */
  get placed(): ReturnType<typeof findingsOf> {
    this.#placed ??= findingsOf(this.#readings);
    return this.#placed;
  }

  /** Those that are left, by span, and those that an `allow` comment silences. */
  get divided(): ReturnType<typeof divided> {
    this.#divided ??= divided(this.placed.found.filter(this.#isToldHere), this.#silence);
    return this.#divided;
  }

  /** Those that are left, in parts that move together. In a template, that is the whole file. */
  get parts(): readonly Part[] {
    const { file, checks } = this.#readings[0];
    if (this.#readings.length > 1 || file.templated) return [{ findings: this.divided[0], by: 0, start: 0 }];
    const parts: Part[] = [];
    for (const [index, check] of checks.entries()) {
      const at = file.documents[index]?.span.start ?? 0;
      for (const part of check.parts ?? [this.#wholeOf(check)]) {
        const findings = this.#toldHere(part.findings);
        if (findings.length > 0) parts.push(leftOf({ findings, by: at + part.by, start: at + part.start }, this.#silence));
      }
    }
    return parts;
  }

  #wholeOf({ findings }: DocumentCheck): Part {
    return { findings: sorted(this.#toldHere(findings)), by: 0, start: 0 };
  }

  #toldHere(findings: readonly Finding[]): readonly Finding[] {
    return readsOthers(findings) ? findings.filter(this.#isToldHere) : findings;
  }

  /** A finding that another file writes is left out here if the user sees the findings of that file, or if that file allows it. */
  readonly #isToldHere = ({ origin, rule }: Finding): boolean => {
    if (!origin) return true;
    const other = this.#files?.parsed(origin.file);
    return (
      !this.#files?.isShown(origin.file) &&
      !(other && new Silence(readAllows([other]), other, { today: this.#settings.today }).silencesAt(rule.id, origin.span.start))
    );
  };
}
