import type { Settings } from '../config/settings.ts';
import type { Sliced } from '../syntax/sliced.ts';
import { fileName } from '../text/uri.ts';
import { type FrozenFiles, withTexts } from './other-files.ts';
import type { Overlay } from './overlaid.ts';
import type { Reading } from './reading.ts';

/** What is kept of the analysis of a Kustomization. */
interface KeptOverlay {
  readonly reading: Reading;
  readonly filesRead: ReadonlySet<string>;
}

/** What analyses Kustomizations. */
interface Analysing<K extends KeptOverlay> {
  settingsOf(uri: string): Settings;
  /** The Kustomizations that build on a file, the nearest first. */
  buildersOf(uri: string): readonly string[];
  run(
    input: { readonly uri: string; readonly text: string },
    made: { readonly settings: Settings; readonly files: FrozenFiles; readonly before: K | undefined },
  ): Sliced<{ readonly kept: K }>;
}

interface JudgedOverlay<K> extends Overlay {
  readonly settings: Settings;
  readonly texts: ReadonlyMap<string, string | undefined>;
  readonly kept: K;
  /** What was found in files that it builds on. */
  readonly found: Map<string, string>;
}

/** More overlays of one file are not judged with it. */
const MOST = 8;

/** Knows what the overlays of a file do to what is found in it. */
export class Overlays<K extends KeptOverlay> {
  readonly #judged = new Map<string, JudgedOverlay<K>>();
  readonly #analysing: Analysing<K>;

  constructor(analysing: Analysing<K>) {
    this.#analysing = analysing;
  }

  /**
   * The overlays that build on a file. While somebody types in that file, and the same is found, they are not judged again.
   * @param reading that of the file
   */
  *on({ uri, text }: { readonly uri: string; readonly text: string }, reading: Reading, files: FrozenFiles | undefined): Sliced<Overlay[]> {
    const judged: Overlay[] = [];
    const builders = files ? this.#analysing.buildersOf(uri).slice(0, MOST) : [];
    const found = builders.length === 0 ? '' : foundIn(reading);
    for (const name of builders) {
      const own = files?.text(name);
      if (own === undefined || !files) continue;
      const settings = this.#analysing.settingsOf(name);
      const now = { ...withTexts(files, new Map([[uri, text]])), freeze: () => undefined };
      const before = this.#judged.get(name);
      const isAsBefore = ([file, then]: readonly [string, string | undefined]) => now.text(file) === then || (file === uri && before?.found.get(uri) === found);
      if (before?.settings === settings && [...before.texts].every(isAsBefore)) {
        before.found.set(uri, found);
        judged.push(before);
        continue;
      }
      const { kept } = yield* this.#analysing.run({ uri: name, text: own }, { settings, files: now, before: before?.kept });
      const texts = new Map([name, ...kept.filesRead].map((file) => [file, now.text(file)]));
      const effects = kept.reading.checks.flatMap(({ built }) => built?.effects ?? []);
      const overlay = { uri: name, name: folderNameOf(name), settings, texts, files: [...texts.keys()], effects, kept, found: new Map([[uri, found]]) };
      this.#judged.set(name, overlay);
      judged.push(overlay);
    }
    return judged;
  }

  /** Forgets those that nobody needs any more. */
  keep(needed: ReadonlySet<string>): void {
    for (const name of this.#judged.keys()) if (!needed.has(name)) this.#judged.delete(name);
  }
}

/** What an overlay is called: its folder. */
function folderNameOf(kustomization: string): string {
  return fileName(kustomization.slice(0, Math.max(0, kustomization.lastIndexOf('/')))) || fileName(kustomization);
}

/** What is found in a file, without where it stands in the text. */
function foundIn({ checks }: Reading): string {
  return JSON.stringify(checks.flatMap(({ findings }) => findings.map(({ rule, document, path, container }) => [rule.id, document, path, container])));
}
