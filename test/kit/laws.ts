import { parseAllDocuments } from 'yaml';
import { readSettings } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import type { Finding } from '../../server/src/engine/finding.ts';
import type { Snapshot } from '../../server/src/engine/snapshot.ts';
import type { Fix } from '../../server/src/fix/ops.ts';
import { locate } from '../../server/src/syntax/navigate.ts';
import type { Site } from '../../server/src/syntax/site.ts';
import type { SyntaxDocument } from '../../server/src/syntax/source-file.ts';
import { applyEdits } from '../../server/src/text/text.ts';
import { brought } from './brought.ts';
import { comments, lostComment } from './comments.ts';

/** Analyses a text with every rule, also those that the default threat model ignores: fixtures show findings, not severities. */
export function analyse(uri: string, text: string, settings: unknown = {}): Snapshot {
  return new Engine(readSettings(settings).settings).analyse({ uri, text });
}

const UNPRIVILEGED = [
  'capabilities-not-dropped',
  'capability-ineffective-nonroot',
  'selinux-options-weakened',
  'host-devices',
  'device-cgroup-rules',
  // the capability that is evidently needed replaces `privileged`
  ...['sys-admin', 'net-admin', 'ipc-lock', 'sys-resource', 'sys-module', 'sys-ptrace'].map((name) => `capability-added-${name}`),
];

/** The findings that a fix of a rule may reveal: their subject had no effect before. */
const REVEALED: Readonly<Record<string, readonly string[]>> = {
  // Compose ignores `ports` beside the network of the host
  'host-network': ['port-published-all-interfaces', 'host-port', 'host-gateway-alias'],
  // a privileged container has every capability, whatever it adds or drops, every device, and no SELinux label
  'privileged-container': UNPRIVILEGED,
  'privileged-overrides-hardening': UNPRIVILEGED,
  'allow-privilege-escalation-conflict': UNPRIVILEGED,
  // with the network of the host, every port is a host port
  'user-namespace-incompatible': ['host-port'],
  // only root could use the capability; the finding about root replaced that about its group
  'capabilities-not-dropped': ['capability-ineffective-nonroot'],
  'run-as-root': ['capability-ineffective-nonroot', 'run-as-root-group'],
  // its ordinary user is not yet verified
  'windows-run-as-administrator': ['run-as-root'],
  // an annotation that nobody reads needs no profile on the node
  'apparmor-annotation-deprecated': ['apparmor-localhost-profile'],
  'seccomp-annotation-ignored': ['seccomp-localhost-profile'],
  // the names of users are then only read
  'host-path-control-plane-config': ['host-path-volume'],
  // services that shared a folder of the host share the volume that replaces it
  'host-path-volume': ['shared-persistent-storage'],
  // a variable is still in the environment, or in the history of the image
  'secret-literal': ['secret-in-environment', 'build-secret-leak'],
  // the fix declares it in the file, for all nodes
  'runtime-class-missing': ['runtime-class-scheduling'],
  // workloads of one account hold their Secrets as one
  'service-account-token-automounted': ['secret-shared-across-workloads'],
  'default-service-account-used': ['secret-shared-across-workloads'],
  // if nothing else is writable, a volume is the only place for programs of an attacker
  'writable-root-filesystem': ['writable-volume-executable', 'tmpfs-executable'],
};

/** Rules whose fix makes a value readable that was ignored before: any finding may follow. */
const REVEALS_ALL = ['field-wrong-type'];

/** The finding that any fix may reveal: mounts below a volume matter only if the volume is read-only. */
const REVEALED_BY_ANY = ['read-only-mount-not-recursive'];

/** A finding with a fix that compiles, and the text after it, also as it is then analysed. */
export interface Fixed {
  readonly finding: Finding;
  readonly fix: Fix;
  readonly after: string;
  readonly analysed: Snapshot;
}

/** A finding with a fix that users see but cannot apply, and the reason that they see. */
export interface Refused {
  readonly finding: Finding;
  readonly fix: Fix;
  readonly why: string;
}

/** All fixes that users see of these findings (without a filter: of all), tried one by one on the text. */
export function tryFixes(analysis: Snapshot, only: (finding: Finding) => boolean = () => true): { readonly fixed: Fixed[]; readonly refused: Refused[] } {
  const fixed: Fixed[] = [];
  const refused: Refused[] = [];
  for (const finding of analysis.findings.filter(only))
    for (const fix of analysis.fixesOf(finding)) {
      const compiled = analysis.compileFix(finding, fix);
      if (!compiled.ok) {
        refused.push({ finding, fix, why: compiled.why });
        continue;
      }
      const after = applyEdits(analysis.file.text, compiled.edits);
      fixed.push({ finding, fix, after, analysed: analysis.again(after) });
    }
  return { fixed, refused };
}

/** Returns a function that gives the broken laws of a fix of an analysis, in words; empty if every law holds. */
export function lawsOf(before: Snapshot): (fixed: Fixed) => string[] {
  const { text, templated } = before.file;
  const inYaml = templated ? undefined : { errors: errorsIn(text).length, comments: comments(text) };
  return ({ finding, fix, after, analysed }) => {
    const broken: string[] = [];
    // a shared value is one finding for all users, until one of them has a local entry
    const of = (analysis: Snapshot, rule: string) => analysis.findings.reduce((sum, f) => (f.rule.id === rule ? sum + 1 + f.also.length : sum), 0);
    // a fix may leave a milder form of a finding, with another message: a mount that is only read
    const said = (analysis: Snapshot) =>
      analysis.findings.reduce((sum, f) => (f.rule.id === finding.rule.id && f.message === finding.message ? sum + 1 + f.also.length : sum), 0);
    if (said(analysed) >= said(before)) broken.push('the finding is still there');
    const rules = new Set(analysed.findings.map((f) => f.rule.id));
    const revealed = [...(REVEALED[finding.rule.id] ?? []), ...REVEALED_BY_ANY];
    for (const rule of REVEALS_ALL.includes(finding.rule.id) ? [] : rules)
      if (of(analysed, rule) > of(before, rule) && !revealed.includes(rule))
        broken.push(`it adds a finding of ${rule}: where that had no effect before, add it to REVEALED in test/kit/laws.ts`);
    broken.push(...brought(before, analysed));
    if (analysed.problems.length > before.problems.length) broken.push(`it adds a problem: ${analysed.problems.map((p) => p.message).join('; ')}`);
    if (inYaml) {
      const errors = errorsIn(after);
      if (errors.length > inYaml.errors) broken.push(`it does not parse: ${errors[0]?.message}`);
      const gone = commentsGone(text, fix, before, analysed);
      const lost = lostComment(
        inYaml.comments.filter((comment) => !gone.includes(comment)),
        comments(after),
      );
      if (lost !== undefined) broken.push(`it loses the comment "${lost}"`);
    }
    return broken;
  };
}

function errorsIn(text: string): readonly Error[] {
  return parseAllDocuments(text, { uniqueKeys: false }).flatMap(({ errors }) => errors);
}

/** The comments that a fix removes: those on the lines of removed entries, also of parents that become empty. */
function commentsGone(text: string, fix: Fix, before: Snapshot, after: Snapshot): string[] {
  const gone: string[] = [];
  for (const op of 'ops' in fix ? fix.ops : []) {
    if (op.op !== 'remove') continue;
    const { document: index, path } = op.at;
    const [old, now] = [before.file.documents[index], after.file.documents[index]];
    for (let length = path.length; length > 0; length--) {
      const site: Site = { document: index, path: path.slice(0, length), part: 'pair' };
      const span = old && locate(old.document, site);
      if (!old || !span || (length < path.length && now && isStillThere(old.document, now.document, site))) break;
      const { lines } = before.file;
      const start = old.span.start + span.start;
      const from = typeof path[length - 1] === 'number' ? dashLine(text, start) : start;
      gone.push(...comments(text.slice(lines.lineStart(lines.lineOf(from)), lines.lineStart(lines.lineOf(old.span.start + span.end) + 1))));
    }
  }
  return gone;
}

/** Whether an entry is there after a change. Where an item has gone, the next one has its number: the list is shorter. */
function isStillThere(old: SyntaxDocument, now: SyntaxDocument, { document, path }: Site): boolean {
  const list = path.slice(0, -1);
  const sizeIn = (one: SyntaxDocument) => {
    let size = 0;
    while (locate(one, { document, path: [...list, size], part: 'pair' })) size++;
    return size;
  };
  return locate(now, { document, path, part: 'pair' }) !== undefined && (typeof path.at(-1) !== 'number' || sizeIn(old) === sizeIn(now));
}

/** The line of the dash of an item. It may be above the item, with comments between. */
function dashLine(text: string, start: number): number {
  let line = text.lastIndexOf('\n', start - 1) + 1;
  while (line > 0 && /^\s*(?:#.*)?$/.test(text.slice(line, start).split('\n', 1)[0] as string)) line = text.lastIndexOf('\n', line - 2) + 1;
  return /^\s*-/.test(text.slice(line, start)) ? line : start;
}

/** The findings as texts that are equal for two spellings of the same file. */
export function fingerprintsOf(analysis: Snapshot): string[] {
  return analysis.findings.map((f) => {
    const { start, end } = analysis.file.lines.range(f.span);
    return `${f.rule.id} ${start.line}:${start.character}-${end.line}:${end.character} ${f.fingerprint}`;
  });
}
