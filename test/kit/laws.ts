import { parseAllDocuments } from 'yaml';
import { readSettings } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import type { Finding } from '../../server/src/engine/finding.ts';
import type { Snapshot } from '../../server/src/engine/snapshot.ts';
import type { Fix } from '../../server/src/fix/ops.ts';
import { locate } from '../../server/src/syntax/navigate.ts';
import type { Site } from '../../server/src/syntax/site.ts';
import { applyEdits } from '../../server/src/text/text.ts';
import { comments, lostComment } from './comments.ts';

/** Every rule raises something, whatever the default threat model thinks of it: fixtures show what is found, not how severe it is. */
export function analyse(uri: string, text: string, settings: unknown = {}): Snapshot {
  return new Engine(readSettings(settings).settings).analyse({ uri, text });
}

const UNPRIVILEGED = [
  'capabilities-not-dropped',
  'capability-ineffective-nonroot',
  'selinux-options-weakened',
  'host-devices',
  'device-cgroup-rules',
  // the one that is evidently needed takes the place of all
  ...['sys-admin', 'net-admin', 'ipc-lock', 'sys-resource', 'sys-module', 'sys-ptrace'].map((name) => `capability-added-${name}`),
];

/** Findings that a fix may bring to light: what they are about had no effect before. */
const REVEALED: Readonly<Record<string, readonly string[]>> = {
  // Compose ignores `ports` beside the host's network
  'host-network': ['port-published-all-interfaces', 'host-port', 'host-gateway-alias'],
  // a privileged container has every capability, whatever it adds or drops, and every device, and no SELinux label
  'privileged-container': UNPRIVILEGED,
  'privileged-overrides-hardening': UNPRIVILEGED,
  'allow-privilege-escalation-conflict': UNPRIVILEGED,
  // with the host's network every port is one of the host
  'user-namespace-incompatible': ['host-port'],
  // only root could use the capability; root is more than its group
  'capabilities-not-dropped': ['capability-ineffective-nonroot'],
  'run-as-root': ['capability-ineffective-nonroot', 'run-as-root-group'],
  // its ordinary user is not verified yet
  'windows-run-as-administrator': ['run-as-root'],
  // an annotation that nobody reads needs no profile on the node
  'apparmor-annotation-deprecated': ['apparmor-localhost-profile'],
  'seccomp-annotation-ignored': ['seccomp-localhost-profile'],
  // the names of users, which are only read then
  'host-path-control-plane-config': ['host-path-volume'],
  // services that share a folder of the host share the volume in its place
  'host-path-volume': ['shared-persistent-storage'],
  // a variable is in the environment, or in the history of the image, all the same
  'secret-literal': ['secret-in-environment', 'build-secret-leak'],
  // it is declared in the file, for all nodes
  'runtime-class-missing': ['runtime-class-scheduling'],
  // a volume is the only place to run programs from once nothing else can be written
  'writable-root-filesystem': ['writable-volume-executable'],
};

/** What these mend was not read before: it may be whatever it says. */
const REVEALS_ALL = ['field-wrong-type'];

/**
 * What any fix may bring to light: each hardening of a service is one that its `pre_start` steps lack; what is mounted below a volume
 * matters once the volume is read-only.
 */
const REVEALED_BY_ANY = ['compose-pre-start-unhardened', 'read-only-mount-not-recursive'];

/** A finding with a fix that compiles, and the text after it. */
export interface Fixed {
  readonly finding: Finding;
  readonly fix: Fix;
  readonly after: string;
}

/** A finding with a fix that users see but cannot apply, and the reason that they are given. */
export interface Refused {
  readonly finding: Finding;
  readonly fix: Fix;
  readonly why: string;
}

/** All fixes that users see, tried one by one on the text. */
export function tryFixes(analysis: Snapshot): { readonly fixed: Fixed[]; readonly refused: Refused[] } {
  const fixed: Fixed[] = [];
  const refused: Refused[] = [];
  for (const finding of analysis.findings)
    for (const fix of analysis.fixesOf(finding)) {
      const compiled = analysis.compileFix(finding, fix);
      if (compiled.ok) fixed.push({ finding, fix, after: applyEdits(analysis.file.text, compiled.edits) });
      else refused.push({ finding, fix, why: compiled.why });
    }
  return { fixed, refused };
}

/** Judges the fixes of an analysis: what is wrong with one, in words; empty when every law holds. */
export function lawsOf(before: Snapshot): (fixed: Fixed) => string[] {
  const { text, templated } = before.file;
  const inYaml = templated ? undefined : { errors: errorsIn(text).length, comments: comments(text) };
  return ({ finding, fix, after }) => {
    const broken: string[] = [];
    const analysed = before.again(after);
    // a value that several share is one finding of them all, until one of them has its own
    const of = (analysis: Snapshot, rule: string) => analysis.findings.reduce((sum, f) => (f.rule.id === rule ? sum + 1 + f.also.length : sum), 0);
    // a fix may leave less of a finding, which then says something else: a mount that is only read
    const said = (analysis: Snapshot) => analysis.findings.filter((f) => f.rule.id === finding.rule.id && f.message === finding.message).length;
    if (said(analysed) >= said(before)) broken.push('the finding is still there');
    const rules = new Set(analysed.findings.map((f) => f.rule.id));
    const revealed = [...(REVEALED[finding.rule.id] ?? []), ...REVEALED_BY_ANY];
    for (const rule of REVEALS_ALL.includes(finding.rule.id) ? [] : rules)
      if (of(analysed, rule) > of(before, rule) && !revealed.includes(rule))
        broken.push(`it adds a finding of ${rule}: where that had no effect before, add it to REVEALED in test/kit/laws.ts`);
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

/** The comments that a fix takes along: those on the lines of what it removes, parents that become empty included. */
function commentsGone(text: string, fix: Fix, before: Snapshot, after: Snapshot): string[] {
  const gone: string[] = [];
  for (const op of 'ops' in fix ? fix.ops : []) {
    if (op.op !== 'remove') continue;
    const { document: index, path } = op.at;
    const [old, now] = [before.file.documents[index], after.file.documents[index]];
    for (let length = path.length; length > 0; length--) {
      const site: Site = { document: index, path: path.slice(0, length), part: 'pair' };
      const span = old && locate(old.document, site);
      if (!old || !span || (length < path.length && now && locate(now.document, site))) break;
      const { lines } = before.file;
      const start = old.span.start + span.start;
      const from = typeof path[length - 1] === 'number' ? dashLine(text, start) : start;
      gone.push(...comments(text.slice(lines.lineStart(lines.lineOf(from)), lines.lineStart(lines.lineOf(old.span.start + span.end) + 1))));
    }
  }
  return gone;
}

/** The line of an item's dash, which may stand above the item, with comments. */
function dashLine(text: string, start: number): number {
  let line = text.lastIndexOf('\n', start - 1) + 1;
  while (line > 0 && /^\s*(?:#.*)?$/.test(text.slice(line, start).split('\n', 1)[0] as string)) line = text.lastIndexOf('\n', line - 2) + 1;
  return /^\s*-/.test(text.slice(line, start)) ? line : start;
}

/** A finding as it can be compared between two spellings of the same file. */
export function fingerprintsOf(analysis: Snapshot): string[] {
  return analysis.findings.map((f) => {
    const { start, end } = analysis.file.lines.range(f.span);
    return `${f.rule.id} ${start.line}:${start.character}-${end.line}:${end.character} ${f.fingerprint}`;
  });
}
