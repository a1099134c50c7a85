import type { Build } from '../manifest/kustomize/build.ts';
import type { FileSite } from '../manifest/kustomize/value.ts';
import { SEVERITIES } from '../rules/rule.ts';
import type { Sliced } from '../syntax/sliced.ts';
import type { BuiltPlaces } from './built-places.ts';
import type { Effect } from './document-check.ts';
import type { ElsewhereFindings } from './elsewhere-findings.ts';
import type { Finding } from './finding.ts';

/** Collects what an overlay mends and adds in the files that it builds on. */
export class Effects {
  readonly #made: Build;
  readonly #places: BuiltPlaces;
  readonly #elsewhere: ElsewhereFindings;
  readonly #own: string;
  /** Rules that find something in a container, pod or object of the build. */
  readonly #found = new Set<string>();
  readonly #added: Effect[] = [];
  /** The worst that it adds in each of these, as its place among the severities. */
  readonly #worst = new Map<string, number>();

  constructor(made: Build, places: BuiltPlaces, elsewhere: ElsewhereFindings, own: string) {
    this.#made = made;
    this.#places = places;
    this.#elsewhere = elsewhere;
    this.#own = own;
  }

  /** A finding of the build, in an object that stands at `home`. */
  *note(finding: Finding, home: FileSite): Sliced<void> {
    const key = keyOf(finding, home);
    this.#found.add(key);
    if (home.file === this.#own || finding.missing || (finding.at.file ?? this.#own) === home.file) return;
    const { file, document } = home;
    for (const known of (yield* this.#elsewhere.of(file)).values()) if (keyOf(known, { file, document: known.document }) === key) return;
    const where = placeOf(finding, home);
    this.#worst.set(where, Math.min(this.#worst.get(where) ?? SEVERITIES.length, SEVERITIES.indexOf(finding.severity)));
    this.#added.push({ file, document, container: finding.container, adds: finding.message, at: this.#places.placeOf(finding) });
  }

  /** All effects, when all findings are noted. Of a build of which a part is not known, it is not known what it mends. */
  *all(): Sliced<readonly Effect[]> {
    if (this.#made.objects.some(({ partial }) => partial)) return this.#added;
    const mended: Effect[] = [];
    for (const home of this.#places.homes) {
      const { file, document } = home;
      if (file === this.#own) continue;
      for (const known of (yield* this.#elsewhere.of(file)).values()) {
        if (known.document !== document || this.#found.has(keyOf(known, home))) continue;
        // beside something worse, a rule may only have nothing more to say
        if ((this.#worst.get(placeOf(known, home)) ?? SEVERITIES.length) < SEVERITIES.indexOf(known.severity)) continue;
        const at = this.#places.nowAt(home, known.path);
        if (at) mended.push({ file, document, container: known.container, mends: { rule: known.rule, path: known.path }, at });
      }
    }
    return [...mended, ...this.#added];
  }
}

function placeOf({ container }: Finding, { file, document }: Pick<FileSite, 'file' | 'document'>): string {
  return JSON.stringify([file, document, container]);
}

function keyOf(finding: Finding, home: Pick<FileSite, 'file' | 'document'>): string {
  return `${finding.rule.id} ${placeOf(finding, home)}`;
}
