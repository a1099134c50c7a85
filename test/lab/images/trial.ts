import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Snapshot } from '../../../server/src/engine/snapshot.ts';
import type { PathOp, Safety } from '../../../server/src/fix/ops.ts';
import type { Change, Use } from '../../../server/src/isolation/images/evidence.ts';
import { imageFacts } from '../../../server/src/isolation/images/reference.ts';
import type { OciRequest } from '../../../server/src/isolation/oci/request.ts';
import { applyEdits } from '../../../server/src/text/text.ts';
import { analyse } from '../../kit/laws.ts';
import { type Dialect, requestFor, withoutLowPorts } from '../request.ts';
import { type Runtime, serve, withFolder } from '../runner.ts';
import { placed } from './host.ts';
import type { LabImage } from './image.ts';
import { filesOf, manifestOf, type Trial, variablesOf } from './manifest.ts';

/** The change that the fixes of a rule make; of capabilities there are two, which {@link singles} tells apart. */
const CHANGES: Readonly<Record<string, Change>> = {
  'allow-privilege-escalation': 'no-new-privileges',
  'capabilities-not-dropped': 'capabilities',
  'run-as-root': 'user',
  'seccomp-not-set': 'seccomp',
  'writable-root-filesystem': 'read-only',
};

/** What is tried of a manifest: each change alone, all that is safe, and all that a run may apply, without a user namespace and with it. */
export type Asked = Change | 'all safe' | 'all' | 'all in a user namespace';

/** A manifest as a fix leaves it. */
interface Offer {
  readonly asked: Asked;
  readonly grade: Safety;
  readonly title: string;
  readonly text: string;
}

/** The offer of one change, and what it does. */
interface Single extends Offer {
  readonly ops: readonly PathOp[];
  /** It runs as another user then. */
  readonly asOther: boolean;
}

/** What one change did to one use. `failure` is undefined where the service answered every time. */
export interface Outcome extends Trial, Omit<Offer, 'text'> {
  /** Nothing else was changed. */
  readonly alone: boolean;
  readonly failure: string | undefined;
}

/** The uses of an image that can be tried, in the dialects that have them. */
export function trialsOf(image: LabImage): Trial[] {
  const uses: readonly (readonly [Dialect, Use])[] = [
    ['kubernetes', 'plain'],
    ...(image.data === undefined ? ([['compose', 'plain']] as const) : DATA_USES),
    ...(image.below ? ([['kubernetes', 'below']] as const) : []),
    ...(image.keyed ? FILE_USES : []),
  ];
  return uses.map(([dialect, use]) => ({ image, dialect, use }));
}

const DATA_USES = [
  ['kubernetes', 'claim'],
  ['kubernetes', 'scratch'],
  ['compose', 'named'],
  ['compose', 'host'],
] as const;
const FILE_USES = [
  ['kubernetes', 'config'],
  ['kubernetes', 'files'],
  ['compose', 'files'],
] as const;

/** Tries every change of one use: first the manifest as it is, which has to work. */
export function tryAll(trial: Trial, layers: readonly string[]): Promise<Outcome[]> {
  const text = manifestOf(trial);
  return withFolder(async (written) => {
    const seen = new Map<string, string | undefined>();
    const attempt = async (manifest: string, runtime: Runtime) => {
      const setup = { trial, layers, runtime, request: requestOf(trial, manifest), fsGroup: fsGroupOf(trial, manifest) };
      const asks = [runtime, JSON.stringify(setup.request), setup.fsGroup].join();
      if (!seen.has(asks)) seen.set(asks, await play(setup, written));
      return seen.get(asks);
    };
    const inGvisor = async (manifest: string) => {
      const failure = await attempt(manifest, 'runsc');
      return failure === undefined || (await attempt(text, 'runsc')) === undefined ? failure : 'gVisor, with or without changes';
    };
    const before: Setup = { trial, layers, runtime: 'runc', request: requestOf(trial, text), fsGroup: undefined };
    for (const count of [1, 2]) {
      const { answered, output } = await start(before, written);
      if (!answered) throw new Error(`does not answer before any change, start ${count}: ${output}`);
    }
    const read = (manifest: string) => analyse(trial.dialect === 'compose' ? 'compose.yaml' : 'pod.yaml', manifest);
    const snapshot = read(text);
    const outcomes: Outcome[] = [];
    const seenOf = ({ asked, grade, title }: Offer, failure: string | undefined, alone = true) =>
      outcomes.push({ ...trial, asked, grade, title, failure, alone });
    const offers = singles(trial, snapshot);
    for (const group of [offers.filter(({ asOther }) => !asOther), offers.filter(({ asOther }) => asOther)]) {
      const ops = group.flatMap((offer) => offer.ops);
      // each takes something away: where all of them together leave enough, each of them should
      const all = group.length > 1 && !singly(trial) ? snapshot.compileOps(ops, false) : undefined;
      const enough = all?.ok === true && (await attempt(applyEdits(text, all.edits), 'runc')) === undefined;
      for (const offer of group) seenOf(offer, enough ? undefined : await attempt(offer.text, 'runc'), !enough);
    }
    // a safer one may stand before it; whoever asks for root gets this
    const asRoot = startsAsRoot(trial) ? singles(trial, read(manifestOf(trial, true))) : [];
    const kept = asRoot.find(({ asked, title }) => asked === 'capabilities' && !offers.some((offer) => offer.title === title));
    if (kept) seenOf(kept, await attempt(kept.text, 'runc'));
    for (const offer of runs(trial, snapshot)) {
      const gvisor = offer.asked === 'all' && trial.use === 'plain';
      seenOf(offer, (await attempt(offer.text, 'runc')) ?? (gvisor ? await inGvisor(offer.text) : undefined));
    }
    return outcomes;
  });
}

/** One use of each image, so that each change is also seen alone. */
function singly({ dialect, use }: Trial): boolean {
  return dialect === 'kubernetes' && use === 'plain';
}

/** Every change that Bulkhead offers for a manifest, but those that it leaves to the author. */
function singles(trial: Trial, snapshot: Snapshot): Single[] {
  const { text } = snapshot.file;
  const user = requestOf(trial, text).process.user.uid;
  return snapshot.findings.flatMap((finding) =>
    snapshot.fixesOf(finding).flatMap((fix): Single[] => {
      const change = CHANGES[finding.rule.id];
      if (change === undefined || fix.safety === 'manual' || !('ops' in fix)) return [];
      const compiled = snapshot.compileFix(finding, fix);
      if (!compiled.ok) return [];
      const after = applyEdits(text, compiled.edits);
      const asOther = requestOf(trial, after).process.user.uid !== user;
      const asked = change === 'capabilities' && asOther ? 'capabilities-and-user' : change;
      return [{ asked, grade: fix.safety, title: fix.title, text: after, ops: fix.ops, asOther }];
    }),
  );
}

/** What "fix all" does. gVisor has no user namespace of its own, so that it is also left out. */
function runs(trial: Trial, snapshot: Snapshot): Offer[] {
  const run = (asked: Asked, safeties: readonly Safety[], mapped = false): Offer[] => {
    const { edits, applied } = snapshot.fixAll(safeties, ({ rule }) => mapped || rule.id !== USER_NAMESPACE);
    if (applied.length === 0 || (mapped && !applied.some(({ finding }) => finding.rule.id === USER_NAMESPACE))) return [];
    const grade = applied.some(({ fix }) => fix.safety === 'review') ? 'review' : 'safe';
    return [{ asked, grade, title: '', text: applyEdits(snapshot.file.text, edits) }];
  };
  const mapped = trial.use === 'plain' || trial.use === 'claim' ? run('all in a user namespace', ['safe', 'review'], true) : [];
  return [...run('all safe', ['safe']), ...run('all', ['safe', 'review']), ...mapped];
}

const USER_NAMESPACE = 'user-namespace-not-used';

/** What a manifest asks of an engine and of the kubelet, and what starts it. */
interface Setup {
  readonly trial: Trial;
  readonly layers: readonly string[];
  readonly runtime: Runtime;
  readonly request: OciRequest;
  readonly fsGroup: number | undefined;
}

/**
 * Plays what happens to a service: started and started again; changed after it has written its data; with data that came from somebody
 * else, where it is a folder of the host. Answers what failed.
 * @param written the volumes after two starts of the manifest as it is
 */
async function play(setup: Setup, written: string): Promise<string | undefined> {
  for (const { name, starts, change, on } of scenesOf(setup.trial, written)) {
    const failure = await withFolder(async (folder) => {
      if (on !== undefined) execFileSync('cp', ['-a', `${on}/.`, folder]);
      change?.(path.join(folder, 'data'));
      for (let count = 1; count <= starts; count++) {
        const { answered, output } = await start(setup, folder, count === starts);
        if (!answered) return `${name}, start ${count}, ${setup.runtime}: ${output.split('\n').slice(-6).join('\n')}`;
      }
      return undefined;
    });
    if (failure !== undefined) return failure;
  }
  return undefined;
}

interface Scene {
  readonly name: string;
  readonly starts: number;
  /** The volumes that it begins with. */
  readonly on?: string;
  readonly change?: (data: string) => void;
}

function scenesOf(trial: Trial, written: string): Scene[] {
  const { use } = trial;
  const fresh: Scene = { name: 'start and restart', starts: 2 };
  // what a pod has in an emptyDir goes with it
  if (use !== 'claim' && use !== 'below' && use !== 'named' && use !== 'host') return [fresh];
  const kept: Scene = { name: 'start with the data of before', starts: 1, on: written };
  // only an entrypoint that starts as root takes it over
  const takesOver = trial.use === 'host' && startsAsRoot(trial) && trial.image.owner === undefined;
  return takesOver ? [fresh, kept, { name: 'start with data of another user', starts: 2, on: written, change: givenAway }] : [fresh, kept];
}

function startsAsRoot({ image }: Trial): boolean {
  return imageFacts(image.image)?.imageUser === 'root';
}

/** Nobody in any image: who wrote the data before. */
const FORMER_OWNER = 4242;

function givenAway(data: string): void {
  execFileSync('chown', ['-R', `${FORMER_OWNER}:${FORMER_OWNER}`, data]);
}

/** @param last nobody starts it again with its data */
function start({ trial, layers, runtime, request, fsGroup }: Setup, folder: string, last = false) {
  const ready = placed(request, { trial, layers, folder, fsGroup });
  return serve({ runtime, request: ready, layers, args: ['/usr/local/bin/entry'], env: variablesOf(trial), last }, filesOf(trial)?.probe ?? trial.image.probe);
}

/** A pod is of containerd 1: the least that a node grants. */
function requestOf({ dialect }: Trial, text: string): OciRequest {
  const request = requestFor(dialect, text);
  return dialect === 'kubernetes' ? withoutLowPorts(request) : request;
}

/** The kubelet reads it from the pod, no runtime is asked for it. */
function fsGroupOf({ dialect }: Trial, text: string): number | undefined {
  const [, group] = dialect === 'kubernetes' ? (/fsGroup: (\d+)/.exec(text) ?? []) : [];
  return group === undefined ? undefined : Number(group);
}
