import { type Allow, allowComment, readAllows } from '../config/suppressions.ts';
import { commentAbove } from '../fix/comment.ts';
import { type Compiled, compile } from '../fix/compile.ts';
import { type Fix, type PathOp, type Refusal, refusalText, type Safety } from '../fix/ops.ts';
import { sharedVariants } from '../fix/shared.ts';
import { neutralValue } from '../isolation/defaults.ts';
import type { ProjectFiles } from '../manifest/compose/files.ts';
import { keyRank } from '../manifest/key-order.ts';
import { RULES } from '../rules/index.ts';
import { follow, hasEntriesOf, locate, pathAt, writtenPath } from '../syntax/navigate.ts';
import { type Path, type Site, startsWith } from '../syntax/site.ts';
import type { SourceFile, SyntaxDocument } from '../syntax/source-file.ts';
import { applyEdits, type EditSet, type Span } from '../text/text.ts';
import type { Level } from '../validity/pod-security/checks.ts';
import { type PolicyVersion, policyOf } from '../validity/pod-security/version.ts';
import type { Dialect, DocumentCheck, TargetPlace } from './document-check.ts';
import { factsOf } from './file-facts.ts';
import type { Finding, Problem, Target } from './finding.ts';
import { ociRequests, type PlacedRequest } from './oci.ts';
import { type FixPlan, type LevelPlan, planFixes, planLevel } from './plan.ts';
import { type PodAdmission, type PodVerdict, podAdmissions, podVerdicts } from './pod-security.ts';

/** One variant of a file with the checks of its documents. */
export interface Reading {
  readonly file: SourceFile;
  readonly checks: readonly DocumentCheck[];
}

/** Other files of a project, as the engine sees them. */
export interface OtherFiles extends ProjectFiles {
  /** Their findings are shown to the user, too. */
  isShown(uri: string): boolean;
}

/** Edits of a fix: those of the file, and those of other files of its Compose project. */
export type CompiledFix = { readonly ok: true; readonly edits: EditSet; readonly others: readonly OtherEdits[] } | { readonly ok: false; readonly why: string };

export interface OtherEdits {
  readonly file: string;
  readonly source: SourceFile;
  readonly edits: EditSet;
}

/** All that can be asked about a file. Immutable; offsets are in the file. */
export class FileAnalysis {
  readonly file: SourceFile;
  readonly problems: readonly Problem[];
  /** Sorted by place; those that an `allow` comment silences are left out. */
  readonly findings: readonly Finding[];
  /** The file holds at least one Kubernetes object or Compose project, or is one by its name. */
  readonly relevant: boolean;
  readonly #readings: readonly Reading[];
  readonly #variantOf = new Map<Finding, number>();
  readonly #fixes = new Map<Finding, readonly Fix[]>();
  readonly #again: (text: string) => FileAnalysis;

  constructor(
    main: Reading,
    others: readonly Reading[],
    composeFile: boolean,
    again: (text: string) => FileAnalysis,
    /** N of the Kubernetes 1.N that the manifests are for. */
    private readonly kubernetesMinor: number,
    private readonly files?: OtherFiles,
  ) {
    this.file = main.file;
    this.#readings = [main, ...others];
    this.#again = again;
    this.relevant = composeFile || main.checks.some((check) => check.dialect !== undefined);
    const all = others.length === 0 ? this.#placed(main, 0) : this.#united();
    const given = readAllows(main.file);
    const own = all.filter((finding) => !finding.origin || this.#counts(finding.origin, finding.rule.id));
    this.findings = (given.length === 0 ? own : own.filter((finding) => !silenced(finding, given, main.file))).sort(
      (a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
    );
    this.problems = [...this.#problems(main), ...allowProblems(given, main.file)];
  }

  /** Whether what another file says is to be told here: not where the user sees that file, or it is allowed there. */
  #counts({ file, span }: NonNullable<Finding['origin']>, rule: string): boolean {
    const other = this.files?.parsed(file);
    return !this.files?.isShown(file) && !(other && readAllows(other).some((allow) => allows(allow, rule, other.lines.lineOf(span.start))));
  }

  #placed(reading: Reading, variant: number): Finding[] {
    const out: Finding[] = [];
    reading.checks.forEach((check, index) => {
      const start = reading.file.documents[index]?.span.start ?? 0;
      for (const finding of check.findings) {
        if (start === 0 && variant === 0) {
          out.push(finding);
          continue;
        }
        const placed: Finding = { ...finding, span: shift(finding.span, start) };
        if (finding.related.length > 0)
          Object.assign(placed, { related: finding.related.map((r) => (r.file === undefined ? { ...r, span: shift(r.span, start) } : r)) });
        if (variant > 0) this.#variantOf.set(placed, variant);
        out.push(placed);
      }
    });
    return out;
  }

  /**
   * Unites the variants of a template: a weakness counts when one branch has it, a missing protection only when every branch that
   * shows its container or pod lacks it. Masking keeps offsets, so that the same place is the same finding.
   */
  #united(): Finding[] {
    const key = (finding: Finding) => `${finding.rule.id} ${finding.span.start} ${finding.span.end}`;
    const perVariant = this.#readings.map((reading, variant) => this.#placed(reading, variant));
    const found = perVariant.map((findings) => new Set(findings.map(key)));
    const shown = this.#readings.map((reading) => new Set(placedTargets(reading).map((t) => t.span.start)));
    const out = new Map<string, Finding>();
    perVariant.forEach((findings, variant) => {
      const places = placedTargets(this.#readings[variant] as Reading);
      for (const finding of findings) {
        if (out.has(key(finding))) continue;
        const start = places.find((p) => p.target === finding.target)?.span.start ?? -1;
        // an object without pods is no target of its own
        const shows = (v: number) => (start < 0 ? this.#shows(v, finding) : shown[v]?.has(start));
        const everywhere = found.every((set, v) => set.has(key(finding)) || !shows(v));
        if (!finding.missing || everywhere) out.set(key(finding), finding);
      }
    });
    return [...out.values()];
  }

  #shows(variant: number, { document, target }: Finding): boolean {
    const placed = this.#readings[variant]?.file.documents[document];
    return placed !== undefined && locate(placed.document, target.site) !== undefined;
  }

  #problems(reading: Reading): Problem[] {
    return reading.checks.flatMap((check, index) => {
      const start = reading.file.documents[index]?.span.start ?? 0;
      // a template is no YAML yet: what looks broken may be whole once it is rendered
      const kept = reading.file.templated ? check.problems.filter((p) => p.code === 'rule-failed') : check.problems;
      return kept.map((p) => ({ ...p, span: shift(p.span, start) }));
    });
  }

  /** The fixes of a finding, the first of them the one that "fix all" takes: a value that several services share has two of each. */
  fixesOf(finding: Finding): readonly Fix[] {
    const known = this.#fixes.get(finding);
    if (known) return known;
    const reading = this.#readings[this.#variantOf.get(finding) ?? 0] as Reading;
    const placed = reading.file.documents[finding.document];
    let { fixes } = finding;
    if (placed && placed.document.anchors.size > 0) {
      const { document } = placed;
      const like = (reading.checks[finding.document]?.targets ?? []).map(({ target }) => target).filter(({ kind }) => kind === finding.target.kind);
      const what = { name: finding.target.name, kind: finding.target.kind === 'service' ? 'services' : 'places' };
      fixes = fixes.flatMap((fix) => sharedVariants(fix, document, what, (site) => sharers(document, finding.target, like, site), neutralValue));
    }
    this.#fixes.set(finding, fixes);
    return fixes;
  }

  /** Compiles a fix of a finding to edits, or says in words why not. */
  compileFix(finding: Finding, fix: Fix): CompiledFix {
    if ('blocked' in fix) return { ok: false, why: fix.blocked };
    const own = compile(
      (this.#readings[this.#variantOf.get(finding) ?? 0] as Reading).file,
      fix.ops.filter(({ at }) => at.file === undefined),
      { shared: fix.scope !== undefined, rankOf: keyRank },
    );
    if (!own.ok) return { ok: false, why: refusalText(own.why) };
    const others: OtherEdits[] = [];
    for (const name of new Set(fix.ops.flatMap(({ at }) => at.file ?? []))) {
      const file = this.files?.parsed(name);
      const compiled =
        file &&
        compile(
          file,
          fix.ops.filter(({ at }) => at.file === name),
          { rankOf: keyRank },
        );
      if (!file || !compiled?.ok) return { ok: false, why: refusalText(compiled?.ok === false ? compiled.why : 'not-found') };
      if (compiled.edits.length > 0) others.push({ file: name, source: file, edits: compiled.edits });
    }
    return { ok: true, edits: own.edits, others };
  }

  /** The dialects of its documents; of a document that is broken all over, none. */
  get dialects(): ReadonlySet<Dialect> {
    return new Set((this.#readings[0] as Reading).checks.flatMap(({ dialect }) => dialect ?? []));
  }

  /** The other files that the analysis depends on, by URI, those that are missing too. */
  get consulted(): ReadonlySet<string> {
    return new Set(this.#readings.flatMap(({ checks }) => checks.flatMap(({ consulted }) => [...(consulted?.keys() ?? [])])));
  }

  /** Another file of the project, as the analysis read it. */
  other(file: string): SourceFile | undefined {
    return this.files?.parsed(file);
  }

  /** What "Harden" would do to a container, service or pod (a pod with all its containers). */
  harden(target: Target, safeties: readonly Safety[] = ['safe', 'review']): FixPlan {
    return planFixes(this, safeties, (finding) => belongsTo(finding, target), true);
  }

  /** What "fix all" would do to the file. */
  fixAll(safeties: readonly Safety[], only: (finding: Finding) => boolean = () => true): FixPlan {
    return planFixes(this, safeties, only);
  }

  /** What mending every finding of one rule would do to the file. */
  fixRule(rule: string, safeties: readonly Safety[] = ['safe', 'review']): FixPlan {
    return planFixes(this, safeties, (finding) => finding.rule.id === rule);
  }

  /** What brings the pods of the file, or those of one target, to a level of Pod Security. */
  toLevel(level: 'baseline' | 'restricted', only?: Target, version: PolicyVersion = policyOf(this.kubernetesMinor)): LevelPlan {
    return planLevel(this, level, version, only);
  }

  /** Compiles operations on the file. For plans. */
  compileOps(ops: readonly PathOp[], shared: boolean): Compiled {
    return compile(this.file, ops, { shared, rankOf: keyRank });
  }

  /** Analyses the file with another text. For plans. */
  again(text: string): FileAnalysis {
    return this.#again(text);
  }

  /** The finding is only in another branch of a template than the file is edited in. For plans. */
  isInOtherBranch(finding: Finding): boolean {
    return (this.#variantOf.get(finding) ?? 0) > 0;
  }

  /** JSON has no comments, and so nowhere to allow anything. */
  get takesComments(): boolean {
    return !/^\s*[{[]/.test(this.file.text);
  }

  /** The edit that silences rules at a line, for a reason: a comment on a line of its own above it. */
  allow(
    rules: readonly string[],
    reason: string,
    line: number,
  ): { readonly ok: true; readonly edits: EditSet } | { readonly ok: false; readonly why: Refusal } {
    if (!this.takesComments) return { ok: false, why: 'odd-syntax' };
    const { lines, text } = this.file;
    const compiled = commentAbove(this.file, line, allowComment(rules, reason));
    if (!compiled.ok) return compiled;
    const { edits } = compiled;
    // only where it silences just these
    const before = this.findings;
    const after = this.#again(applyEdits(text, edits));
    const gone = before.filter((f) => rules.includes(f.rule.id) && lines.lineOf(f.span.start) === line).length;
    const kept = before.length - after.findings.length;
    return gone > 0 && kept === gone && after.problems.length === this.problems.length ? { ok: true, edits } : { ok: false, why: 'odd-syntax' };
  }

  /** What Pod Security admission says of each pod and workload of the file, or of the document `only`. */
  podSecurity(level: Level, version: PolicyVersion, only?: number): readonly PodVerdict[] {
    return podVerdicts(
      this.#readings.map((reading) => reading.file),
      level,
      version,
      only,
    );
  }

  /** The strictest level of Pod Security that admits each pod and workload, and what stands between it and the next. */
  podAdmissions(version: PolicyVersion = policyOf(this.kubernetesMinor)): readonly PodAdmission[] {
    return podAdmissions(this.file, version);
  }

  /** What an engine would ask of an OCI runtime for each container and service. */
  ociRequests(): readonly PlacedRequest[] {
    const { file, checks } = this.#readings[0] as Reading;
    return ociRequests(file, checks, { ...factsOf(file), kubernetesVersion: this.kubernetesMinor });
  }

  /** Containers, pods and services around an offset, innermost first. */
  targetsAt(offset: number): readonly TargetPlace[] {
    return placedTargets(this.#readings[0] as Reading)
      .filter((t) => t.span.start <= offset && offset <= t.span.end)
      .sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start));
  }

  /** What stands at an offset of a Kubernetes object or Compose project: the path, and the scalar there. */
  placeAt(
    offset: number,
  ): { readonly dialect: Dialect; readonly document: number; readonly path: Path; readonly value: string | undefined; readonly span: Span } | undefined {
    const { file, checks } = this.#readings[0] as Reading;
    const placed = file.documents.findLast((d) => d.span.start <= offset);
    const dialect = placed && checks[placed.index]?.dialect;
    if (!placed || !dialect) return undefined;
    const at = pathAt(placed.document, offset - placed.span.start);
    if (!at) return undefined;
    const span = locate(placed.document, { document: placed.index, path: at.path, part: at.onKey ? 'key' : 'value' });
    return (
      span && {
        dialect,
        document: placed.index,
        path: at.path,
        value: at.node?.type === 'scalar' ? at.node.text : undefined,
        span: shift(span, placed.span.start),
      }
    );
  }
}

function placedTargets({ file, checks }: Reading): TargetPlace[] {
  return checks.flatMap((check, index) => {
    const start = file.documents[index]?.span.start ?? 0;
    return check.targets.map((t) => ({ ...t, span: shift(t.span, start) }));
  });
}

function shift(span: Span, by: number): Span {
  return { start: span.start + by, end: span.end + by };
}

/** How many of the targets like one have what is written at a place of it, or would have what is added there. */
function sharers(document: SyntaxDocument, one: Target, like: readonly Target[], { path }: Site): number {
  const base = one.site.path;
  if (!startsWith(path, base)) return 1;
  const inOther = (other: Target, length = path.length): Path => [...other.site.path, ...path.slice(base.length, length)];
  if (follow(document, path)) {
    const own = JSON.stringify(writtenPath(document, path));
    return like.filter((other) => JSON.stringify(writtenPath(document, inOther(other))) === own).length;
  }
  const depth = path.findLastIndex((_, length) => follow(document, path.slice(0, length)));
  const holder = follow(document, path.slice(0, depth))?.node ?? null;
  const shares = (other: Target) => {
    const found = follow(document, inOther(other, depth));
    return found !== undefined && hasEntriesOf(found, holder);
  };
  return depth < base.length || holder === null ? 1 : like.filter(shares).length;
}

function belongsTo(finding: Finding, target: Target): boolean {
  return [finding.target, ...finding.also].some(({ site: own }) => {
    if (own.document !== target.site.document) return false;
    return startsWith(own.path, target.site.path) && (target.kind === 'pod' || own.path.length === target.site.path.length);
  });
}

function allows(allow: Allow, rule: string, line: number): boolean {
  return allow.line === line && allow.reason !== '' && allow.rules.includes(rule);
}

function silenced(finding: Finding, given: readonly Allow[], file: SourceFile): boolean {
  const line = file.lines.lineOf(finding.span.start);
  return given.some((allow) => allows(allow, finding.rule.id, line));
}

/** An `allow` that does not count says so. */
function allowProblems(allows: readonly Allow[], file: SourceFile): Problem[] {
  const ids = new Set(RULES.map((rule) => rule.id));
  const document = (at: number) => file.documents.findLast((d) => d.span.start <= at)?.index ?? 0;
  return allows.flatMap((allow): Problem[] => {
    const at = { span: allow.span, document: document(allow.span.start) };
    const unknown = allow.rules.filter((rule) => !ids.has(rule));
    if (allow.rules.length === 0)
      return [{ ...at, code: 'allow-without-rule', message: 'this comment allows nothing: name a rule, as in "# bulkhead: allow host-pid -- reason"' }];
    if (allow.reason === '')
      return [
        {
          ...at,
          code: 'allow-without-reason',
          message: `this does not count without a reason: "# bulkhead: allow ${allow.rules.join(', ')} -- why it is acceptable"`,
        },
      ];
    return unknown.map((rule) => ({ ...at, code: 'allow-unknown-rule', message: `there is no rule "${rule}" to allow` }));
  });
}
