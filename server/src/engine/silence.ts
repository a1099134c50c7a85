import { faultOf } from '../../../schemas/reason.ts';
import type { Settings } from '../config/settings.ts';
import type { Allow } from '../config/suppressions.ts';
import { isLike } from '../manifest/team.ts';
import { rulesNamed } from '../rules/other-tools.ts';
import { locate, pathAt } from '../syntax/navigate.ts';
import { type Path, startsWith } from '../syntax/site.ts';
import { documentAt, type SourceFile } from '../syntax/source-file.ts';
import type { Finding } from './finding.ts';
import type { ForeignAllow } from './foreign-allow.ts';

/** The lines, counted from zero, at which a comment silences a finding. */
export interface SilencingLines {
  /** Where the finding is told, and where its document and the pod of its container begin. */
  readonly own: readonly (number | undefined)[];
  /** Where its container, pod or service begins; for a finding that services share, where each of them does. */
  readonly targets: readonly (number | undefined)[];
}

/** What the comments of a file silence, and the exceptions of configurations. */
export class Silence {
  readonly #file: SourceFile;
  readonly #byRule = new Map<string, Allow[]>();
  readonly #configured: NonNullable<Settings['allow']>;
  readonly #targets = new Map<string, number | undefined>();
  readonly #documents = new Map<number, number[]>();

  /**
   * @param settings the day, and the exceptions of configurations; without them nothing is over, and there are none
   * @param foreign exceptions for other tools
   */
  constructor(
    given: readonly Allow[],
    file: SourceFile,
    { today, allow: configured = [] }: Pick<Settings, 'today' | 'allow'> = {},
    private readonly foreign: readonly ForeignAllow[] = [],
  ) {
    this.#file = file;
    this.#configured = configured.filter((allow) => faultOf(allow, today) === undefined);
    for (const allow of given) {
      if (faultOf(allow, today) !== undefined) continue;
      for (const rule of allow.rules.flatMap(rulesNamed)) {
        const there = this.#byRule.get(rule);
        if (there) there.push(allow);
        else this.#byRule.set(rule, [allow]);
      }
    }
  }

  /** It silences nothing at all. */
  get isEmpty(): boolean {
    return this.#byRule.size === 0 && this.#configured.length === 0 && this.foreign.length === 0;
  }

  /** Whether a comment or a configuration silences a finding; `offset` is where it is told in the file. */
  silences(finding: Finding, offset: number): boolean {
    if (this.#configured.length > 0 && [finding, ...finding.also].every((one) => this.#configured.some((allow) => isMeant(allow, one)))) return true;
    if (this.foreign.length > 0 && this.#isForeign(finding, offset)) return true;
    const allows = this.#byRule.get(finding.rule.id);
    if (!allows) return false;
    if (allows.some(({ line }) => line === undefined)) return true;
    const { own, targets } = this.linesOf(finding, offset);
    const stands = (at: number | undefined) => at !== undefined && allows.some(({ line }) => line === at);
    return own.some(stands) || targets.every(stands);
  }

  #isForeign({ rule, path }: Finding, offset: number): boolean {
    const document = documentAt(this.#file, offset)?.index;
    return this.foreign.some((allow) => allow.rules.includes(rule.id) && coversPlace(allow, { document, path, offset }));
  }

  /** Whether a comment at a place silences a rule: in its line, its document, its Compose service, or in the file. */
  silencesAt(rule: string, offset: number): boolean {
    const allows = this.#byRule.get(rule);
    if (!allows) return false;
    const lines = [...this.#linesAt(offset), this.#serviceAt(offset)];
    return allows.some(({ line }) => line === undefined || lines.includes(line));
  }

  /** The lines at which a comment would silence a finding that is told at an offset of the file. */
  linesOf({ target, also }: Pick<Finding, 'target' | 'also'>, offset: number): SilencingLines {
    const targets = [target, ...also.map((other) => other.target)];
    const pod = target.pod && this.firstLineOf(target.pod.path, offset);
    return {
      own: pod === undefined ? this.#linesAt(offset) : [...this.#linesAt(offset), pod],
      targets: targets.map(({ site }) => this.firstLineOf(site.path, offset)),
    };
  }

  /** The line at which a container, pod or service begins, in the document around an offset of the file. */
  firstLineOf(path: Path, offset: number): number | undefined {
    const placed = documentAt(this.#file, offset);
    if (!placed) return undefined;
    const key = JSON.stringify([placed.index, path]);
    if (!this.#targets.has(key)) {
      const span = locate(placed.document, { document: placed.index, path, part: 'pair' });
      this.#targets.set(key, span && this.#file.lines.lineOf(placed.span.start + span.start));
    }
    return this.#targets.get(key);
  }

  /** The line of an offset, and those at which its document begins: with `---`, and with content. */
  #linesAt(offset: number): number[] {
    const { lines } = this.#file;
    const placed = documentAt(this.#file, offset);
    const own = lines.lineOf(offset);
    if (!placed) return [own];
    let first = this.#documents.get(placed.index);
    if (!first) {
      const content = lines.lineOf(placed.span.start + (placed.document.root?.span.start ?? 0));
      first = [content];
      for (let line = lines.lineOf(placed.span.start); line < content; line++) if (this.#file.text.startsWith('---', lines.lineStart(line))) first.push(line);
      this.#documents.set(placed.index, first);
    }
    return [own, ...first];
  }

  /** The line at which the Compose service around an offset begins. */
  #serviceAt(offset: number): number | undefined {
    const placed = documentAt(this.#file, offset);
    const path = placed && pathAt(placed.document, offset - placed.span.start)?.path.slice(0, 2);
    return placed && path?.[0] === 'services' ? this.firstLineOf(path, offset) : undefined;
  }
}

/** Whether an exception for another tool is about a place. */
export function coversPlace(
  { covers, document }: ForeignAllow,
  at: { readonly document: number | undefined; readonly path: Path; readonly offset: number },
): boolean {
  if (covers === 'file') return true;
  if ('span' in covers) return covers.span.start <= at.offset && at.offset <= covers.span.end;
  return document === at.document && startsWith(at.path, covers.resource);
}

/** Whether an exception of a configuration is about a finding. */
function isMeant({ rules, resource, container }: NonNullable<Settings['allow']>[number], { rule, resource: own, container: inside }: Finding): boolean {
  if (!rules.flatMap(rulesNamed).includes(rule.id) || (container !== undefined && !isLike(container, inside ?? ''))) return false;
  if (resource === undefined) return true;
  const [kind = '', name] = resource.split(' ');
  if (!isLike(kind, own.kind)) return false;
  if (name === undefined) return true;
  const [first = '', second] = name.split('/');
  // a namespace is one of Kubernetes: no service of Compose is meant
  if (second !== undefined && own.apiVersion === undefined) return false;
  return second === undefined ? isLike(first, own.name ?? '') : isLike(first, own.namespace ?? 'default') && isLike(second, own.name ?? '');
}
