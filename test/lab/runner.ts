import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { OciRequest } from '../../server/src/isolation/oci/request.ts';
import { FIRST_MAPPED_ID, ociConfig } from './bundle.ts';
import { mappedMounts } from './idmap.ts';

export type Runtime = 'runc' | 'runsc';

export interface Ended {
  readonly status: number | null;
  /** The end of standard output and standard error, together. */
  readonly output: string;
}

/** A container to start: its runtime, its request, its root filesystem. */
export interface Start {
  readonly runtime: Runtime;
  readonly request: OciRequest;
  /** One folder, or several layers of a temporary overlay, the upper one first. */
  readonly layers: readonly string[];
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A process whose namespaces the container joins, if its manifest shares those of its pod or of another service. */
  readonly join?: number;
  /** A service whose data nobody needs afterwards: it is killed as soon as it has answered. */
  readonly last?: boolean;
}

/** Timeouts in milliseconds, only to end containers that hang: no test measures a time. */
const PATIENCE = { ready: 40_000, stop: 10_000, once: 60_000 } as const;

/** The folder of a run, in memory, because databases wait for their disk at every start. */
const state = mkdtempSync(path.join(tmpdir(), 'bulkhead-lab-'));
// root of a user namespace must be able to pass through it to its own files
chmodSync(state, 0o711);
spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3g,mode=755', 'tmpfs', state]);
let count = 0;
/** The functions that end running containers, by the name of the container. */
const running = new Map<string, () => Promise<void>>();

/** Ends all containers and unmounts all folders that cases left behind, at the end of a run or after a signal. */
export async function cleanUp(): Promise<void> {
  for (const end of running.values()) await end();
  spawnSync('umount', ['--lazy', state]);
  rmSync(state, { recursive: true, force: true });
}

/** Makes a folder that stays to the end of the run. */
export function newFolder(): string {
  return mkdtempSync(path.join(state, 'files-'));
}

/** Makes a folder for the files of one case, and removes it at the end. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = newFolder();
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a container to its end; resolves with its exit status and output. */
export function runOnce(start: Start): Promise<Ended> {
  return withContainer(start, async (container) => {
    await container.stopped(PATIENCE.once);
    return container.end();
  });
}

/**
 * Starts a service, probes it until it answers, and stops it as engines do.
 * @param probe a shell command that runs in the container as its own user; status 0 is an answer, and 99 a refusal that will not change
 * @param meanwhile runs while the service answers, with the process of the container; its result is returned
 */
export function serve(start: Start, probe: string): Promise<Ended & { readonly answered: boolean }>;
export function serve<T>(start: Start, probe: string, meanwhile: (pid: number) => Promise<T>): Promise<T>;
export function serve<T>(start: Start, probe: string, meanwhile?: (pid: number) => Promise<T>): Promise<T | (Ended & { readonly answered: boolean })> {
  return withContainer(start, async (container) => {
    const patience = AbortSignal.timeout(PATIENCE.ready);
    let asked: Ended = { status: null, output: '' };
    // until the container exists
    while (asked.status !== 0 && asked.status !== NEVER && !patience.aborted && container.isRunning()) asked = await container.exec(untilAnswered(probe));
    const answered = asked.status === 0;
    const met = answered && meanwhile ? await meanwhile(await container.pid()) : undefined;
    if (!start.last) await container.stop();
    const { status, output } = container.end();
    if (met !== undefined) return met;
    if (meanwhile) throw new Error(`does not answer: ${output}\n${asked.output}`);
    return { status, answered, output: answered ? output : `${output}\nprobe: ${asked.output}`.trim() };
  });
}

/** The status of a probe that will get no other answer. */
const NEVER = 99;

/** Asks in one process of the runtime, which costs more than the question. Says what the last one said. */
function untilAnswered(probe: string): string {
  const end = `end=$(($(date +%s) + ${PATIENCE.ready / 1000}))`;
  const again = `[ $status != ${NEVER} ] && [ $(date +%s) -lt $end ] || { echo "$said"; exit $status; }`;
  return `${end}; while said=$({\n${probe}\n} 2>&1); status=$?; [ $status != 0 ]; do ${again}; sleep 0.05; done`;
}

interface Container {
  isRunning(): boolean;
  pid(): Promise<number>;
  exec(command: string): Promise<Ended>;
  stop(): Promise<void>;
  stopped(patience: number): Promise<void>;
  end(): Ended;
}

async function withContainer<T>({ runtime, request, layers, args, env = {}, join }: Start, use: (container: Container) => Promise<T>): Promise<T> {
  const name = `lab-${process.pid}-${++count}`;
  const bundle = path.join(state, name);
  const root = path.join(bundle, 'root');
  const log = path.join(bundle, 'log');
  for (const folder of [root, path.join(bundle, 'upper'), path.join(bundle, 'work')]) mkdirSync(folder, { recursive: true });
  let child: ReturnType<typeof spawn> | undefined;
  let exit: number | null | undefined;
  const cleanup = async () => {
    running.delete(name);
    // runc has removed what has ended
    if (child && (runtime === 'runsc' || exit === undefined)) await runtimeCall(runtime, ['delete', '--force', name]);
    await call('umount', ['--lazy', root]);
    rmSync(bundle, { recursive: true, force: true });
  };
  running.set(name, cleanup);
  try {
    const mapped = request.linux.uidMappings.length > 0 ? mappedMounts(bundle) : undefined;
    const lower = (mapped ? layers.map(mapped.add) : layers).join(':');
    const mounts = mapped ? request.mounts.map((one) => (one.source?.startsWith('/') ? { ...one, source: mapped.add(one.source) } : one)) : request.mounts;
    if (mapped) chownSync(path.join(bundle, 'upper'), FIRST_MAPPED_ID, FIRST_MAPPED_ID);
    writeFileSync(path.join(bundle, 'config.json'), JSON.stringify(ociConfig({ ...request, mounts }, root, args, env, join)));
    const overlay = ['mount', '-t', 'overlay', 'overlay', '-o', `lowerdir=${lower},upperdir=${bundle}/upper,workdir=${bundle}/work`, root];
    const mounted = ['sh', '-c', `"$@" && exec ${[runtime, ...globals(runtime), 'run', '--bundle', bundle, name].join(' ')}`, 'sh', ...overlay];
    const [program = '', ...rest] = mapped ? mapped.before(mounted) : mounted;
    const out = openSync(log, 'a');
    const started = spawn(program, rest, { stdio: ['ignore', out, out] });
    closeSync(out);
    child = started;
    started.on('close', (status) => {
      exit = status;
    });
    // waits for its end, or for the timeout
    const stopped = async (patience: number): Promise<void> => {
      if (exit === undefined) await once(started, 'close', { signal: AbortSignal.timeout(patience) }).catch(() => undefined);
    };
    return await use({
      isRunning: () => exit === undefined,
      pid: async () => JSON.parse((await runtimeCall(runtime, ['state', name])).output).pid,
      exec: (command) => runtimeCall(runtime, ['exec', name, '/bin/sh', '-c', command]),
      stopped,
      stop: async () => {
        // runc passes it on
        if (runtime === 'runc') started.kill('SIGTERM');
        else await runtimeCall(runtime, ['kill', name, 'TERM']);
        await stopped(PATIENCE.stop);
        if (exit !== undefined) return;
        await runtimeCall(runtime, ['kill', name, 'KILL']);
        await stopped(PATIENCE.stop);
      },
      end: () => ({ status: exit ?? null, output: tail(readFileSync(log, 'utf8')) }),
    });
  } finally {
    await cleanup();
  }
}

function globals(runtime: Runtime): string[] {
  const where = ['--root', path.join(state, runtime)];
  return runtime === 'runc' ? where : [...where, '--platform=ptrace', '--network=none', '--ignore-cgroups'];
}

function runtimeCall(runtime: Runtime, args: readonly string[]): Promise<Ended> {
  return call(runtime, [...globals(runtime), ...args]);
}

function call(program: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: PATIENCE.once });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    child.on('error', (error) => resolve({ status: null, output: error.message }));
    child.on('close', (status) => resolve({ status, output: tail(output) }));
  });
}

const LONGEST = 1500;

function tail(text: string): string {
  return text.trim().slice(-LONGEST);
}
