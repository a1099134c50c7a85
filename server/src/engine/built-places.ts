import type { Fix, PathOp } from '../fix/ops.ts';
import type { Build } from '../manifest/kustomize/build.ts';
import { type BuiltDocument, documentOf, textOf, writtenAt } from '../manifest/kustomize/documents.ts';
import { innerSpan } from '../manifest/kustomize/inner.ts';
import { type BuildInput, NAMES } from '../manifest/kustomize/texts.ts';
import type { FileSite, Origin } from '../manifest/kustomize/value.ts';
import { locate } from '../syntax/navigate.ts';
import { type Path, type Site, samePath, startsWith } from '../syntax/site.ts';
import type { PlacedDocument } from '../syntax/source-file.ts';
import type { Node } from '../syntax/tree.ts';
import type { Span } from '../text/text.ts';
import { baseName } from '../text/uri.ts';
import type { BuiltMemo } from './document-check.ts';
import type { Finding } from './finding.ts';
import type { Elsewhere } from './reads.ts';

/** A place in a file. */
interface Located {
  readonly file: string;
  /** Offsets in the document here, and in the file elsewhere. */
  readonly span: Span;
}

/** Says where in the files the places of built objects are. */
export class BuiltPlaces {
  readonly #made: Build;
  readonly #placed: PlacedDocument;
  readonly #of: BuildInput;
  /** The built objects. */
  readonly documents: readonly BuiltDocument[];
  readonly texts: readonly string[];

  /** @param before the build before: objects that are the same stay the same documents */
  constructor(made: Build, placed: PlacedDocument, of: BuildInput, before?: BuiltMemo) {
    this.texts = made.objects.map(({ value, partial }) => `${textOf(value)} ${partial}`);
    this.documents = made.objects.map(({ value }, i) => (before?.texts[i] === this.texts[i] && before?.documents[i]) || documentOf(value));
    this.#made = made;
    this.#placed = placed;
    this.#of = of;
  }

  /** Where something is told that has no better place: the first line. */
  get whole(): Span {
    const { root } = this.#placed.document;
    const [first] = root?.type === 'map' ? root.pairs : [];
    return first ? { start: first.key.span.start + first.shift, end: first.key.span.end + first.shift } : { start: 0, end: 0 };
  }

  #builtOf(index: number): BuiltDocument {
    return this.documents[index] as BuiltDocument;
  }

  /** Where the object stands that a finding is about. */
  homeOf({ document }: Finding): FileSite {
    return writtenAt(this.#builtOf(document), []).origin.site;
  }

  /** Where the built objects stand, each place once. */
  get homes(): readonly FileSite[] {
    const all = this.documents.map((built) => writtenAt(built, []).origin.site);
    return [...new Map(all.map((home) => [`${home.file} ${home.document}`, home])).values()];
  }

  /** Where a finding that was relocated stands; offsets in the file. */
  placeOf({ origin, span }: Finding): { readonly file: string; readonly span: Span } {
    return origin ?? { file: this.#of.uri, span: this.#inFile(span) };
  }

  #inFile({ start, end }: Span): Span {
    const by = this.#placed.span.start;
    return { start: start + by, end: end + by };
  }

  /**
   * Where another file than that of an object decides now what stands, or is missing, at a path of it; this Kustomization where no single place
   * does; `undefined` if the object is not built.
   */
  nowAt({ file, document }: FileSite, path: Path): { readonly file: string; readonly span: Span } | undefined {
    const isHome = ({ site }: Origin) => site.file === file && site.document === document;
    const built = this.documents.find((one) => isHome(writtenAt(one, []).origin) && startsWith(path, writtenAt(one, []).origin.site.path));
    let node = built?.document.root;
    if (!built || !node) return undefined;
    const start = writtenAt(built, []).origin.site.path.length;
    for (const [i, step] of path.entries()) {
      if (i < start) continue;
      const here: Path = path.slice(0, i + 1);
      const next: Node | null | undefined =
        node.type === 'map'
          ? node.pairs.find(({ key }) => key.text === step)?.value
          : node.type === 'seq'
            ? node.items.find(({ node: item }) => item && isAt(built.origins.get(item), file, here))?.node
            : undefined;
      if (!next) break;
      node = next;
    }
    const origin = built.origins.get(node);
    const found = origin && !isHome(origin) ? this.#located(origin, 'pair') : undefined;
    if (!found) return { file: this.#of.uri, span: this.#inFile(this.whole) };
    return found.file === this.#of.uri ? { file: found.file, span: this.#inFile(found.span) } : found;
  }

  /** Where a place of another built object is. */
  of({ document, path, part }: Site): (Elsewhere & { readonly file: string }) | undefined {
    const built = this.documents[document];
    return built && this.#located(writtenAt(built, path).origin, part);
  }

  /** A finding of a built object, with the places of the files. `origin` is set if another file has the value, or lacks it. */
  relocated(finding: Finding): Finding {
    const built = this.#builtOf(finding.document);
    const { origin, missing } = writtenAt(built, finding.path);
    const at = this.#siteOf(origin, missing, finding.at.part);
    const shown = built.at(finding.span) ?? { origin, part: 'key' as const };
    const place = this.#located(shown.origin, shown.part) ?? this.#located(origin, 'key');
    const isHere = place === undefined || place.file === this.#of.uri;
    const entry = this.#entryOf(place?.file ?? origin.site.file);
    const span = isHere ? (place?.span ?? entry) : entry;
    const related = finding.related.flatMap(({ file, span: other, message, decides }) => {
      if (file !== undefined) return [this.#asRelated({ file, span: other }, message)];
      const found = built.at(other);
      const there = found && this.#located(found.origin, found.part);
      return there ? [{ ...this.#asRelated(there, message), ...(decides ? { decides } : {}) }] : [];
    });
    return {
      ...finding,
      at,
      path: at.path,
      span,
      document: this.#placed.index,
      target: { ...finding.target, site: this.#entrySite(origin.site.file), ...(finding.target.pod ? { pod: this.#entrySite(origin.site.file) } : {}) },
      related: isHere ? related : [this.#asRelated(place, finding.missing ? 'it is missing here' : 'written here'), ...related],
      origin: isHere ? undefined : place,
      fixes: () => finding.fixes().map((fix) => this.#fixed(fix, built)),
    };
  }

  #siteOf({ site, inner }: Origin, missing: Path, part: Site['part']): Site {
    const path = inner ? site.path : [...site.path, ...missing];
    const at = { document: site.document, path, part };
    return site.file === this.#of.uri ? at : { file: site.file, ...at };
  }

  /** Where an origin is; `undefined` if the file is not as it was. */
  #located(origin: Origin, part: Site['part']): Located | undefined {
    const { site, inner } = origin;
    const placed = this.#of.files.parsed(site.file)?.documents[site.document];
    if (!placed) return undefined;
    const within = inner && innerSpan(placed.document, site, { ...inner, part }, this.#of.parse);
    // of what is made of a value, the value is all there is
    const span = within ?? locate(placed.document, { ...site, part: inner ? 'key' : part });
    const by = site.file === this.#of.uri ? 0 : placed.span.start;
    return span && { file: site.file, span: { start: span.start + by, end: span.end + by } };
  }

  /** What a finding belongs to stands in another file: here it is the entry of that. */
  #entrySite(file: string): Site {
    const { document, path, part } = this.#made.entries.get(file) ?? { document: 0, path: [], part: 'value' as const };
    return { document, path, part };
  }

  /** The entry of this Kustomization that brings a file. */
  #entryOf(file: string): Span {
    const site = this.#made.entries.get(file);
    return (site && locate(this.#placed.document, site)) ?? this.whole;
  }

  #asRelated({ file, span }: Located, message: string): Finding['related'][number] {
    return file === this.#of.uri ? { span, message } : { file, span, message };
  }

  /** The same fix where the values are written. */
  #fixed(fix: Fix, built: BuiltDocument): Fix {
    if ('blocked' in fix) return fix;
    const { ops, alone, ...words } = fix;
    const written = ops.map((op) => this.#written(op, built));
    const why = written.find((one) => typeof one === 'string');
    if (why !== undefined) return { ...words, blocked: why };
    const [first, ...rest] = written.filter((one) => typeof one !== 'string');
    return { ...words, ops: [first ?? ops[0], ...rest], ...(alone ? { alone: this.#fixed(alone, built) } : {}) };
  }

  /** The same change where the value is written, or why it cannot be made there. */
  #written(op: PathOp, built: BuiltDocument): PathOp | string {
    const { origin, missing } = writtenAt(built, op.at.path);
    const { file } = origin.site;
    if (origin.inner) return 'it stands in a patch that is a text: change it there';
    if (origin.made || NAMES.includes(baseName(file))) return `${file === this.#of.uri ? 'this Kustomization' : 'a Kustomization'} makes it: change it there`;
    return { ...op, at: this.#siteOf(origin, missing, op.at.part) };
  }
}

function isAt(origin: Origin | undefined, file: string, path: Path): boolean {
  return origin !== undefined && origin.site.file === file && samePath(origin.site.path, path);
}
