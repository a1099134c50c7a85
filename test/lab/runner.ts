import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { OciRequest } from '../../server/src/isolation/oci/request.ts';
import { ociConfig } from './bundle.ts';

export type Runtime = 'runc' | 'runsc';

export interface Ended {
  readonly status: number | null;
  /** Both outputs, the end of them. */
  readonly output: string;
}

/** What to start: by which runtime, as whom, in which root. */
export interface Start {
  readonly runtime: Runtime;
  readonly request: OciRequest;
  /** A folder, or layers for an overlay that is thrown away afterwards, the upper one first. */
  readonly layers: readonly string[];
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A process whose namespaces the container joins, where its manifest shares those of its pod or of another service. */
  readonly join?: number;
}

/** A service is waited for so long, and has so long to stop: no test measures it, it ends what hangs. */
const PATIENCE = { ready: 40_000, stop: 10_000, once: 60_000 } as const;

/** All files of a run, in memory: databases wait for their disk at every start. */
const state = mkdtempSync(path.join(tmpdir(), 'bulkhead-lab-'));
// root of a user namespace goes through it to its own
chmodSync(state, 0o711);
spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3g,mode=755', 'tmpfs', state]);
let count = 0;
/** How to end what still runs, by the name of its container. */
const running = new Map<string, () => Promise<void>>();

/** Ends and unmounts whatever cases left behind: for the end of a run, and for signals. */
export async function cleanUp(): Promise<void> {
  for (const end of running.values()) await end();
  spawnSync('umount', ['--lazy', state]);
  rmSync(state, { recursive: true, force: true });
}

/** A folder for the files of one case, gone when it has ended. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(state, 'files-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a container to its end: its exit status and what it wrote. */
export function runOnce(start: Start): Promise<Ended> {
  return withContainer(start, async (container) => {
    await container.stopped(PATIENCE.once);
    return container.end();
  });
}

/**
 * Starts a service, asks it until it answers, and stops it as engines do.
 * @param probe a shell command that runs in the container as its own user; 0 is an answer
 * @param meanwhile what happens while it answers: its result is the result. It is given the process of the container
 */
export function serve(start: Start, probe: string): Promise<Ended & { readonly answered: boolean }>;
export function serve<T>(start: Start, probe: string, meanwhile: (pid: number) => Promise<T>): Promise<T>;
export function serve<T>(start: Start, probe: string, meanwhile?: (pid: number) => Promise<T>): Promise<T | (Ended & { readonly answered: boolean })> {
  return withContainer(start, async (container) => {
    const patience = AbortSignal.timeout(PATIENCE.ready);
    let asked: Ended = { status: null, output: '' };
    // asked again when the last answer has come: each is a process of its own in the container
    while (asked.status !== 0 && !patience.aborted && container.isRunning()) asked = await container.exec(probe);
    const answered = asked.status === 0;
    const met = answered && meanwhile ? await meanwhile(await container.pid()) : undefined;
    await container.stop();
    const { status, output } = container.end();
    if (met !== undefined) return met;
    if (meanwhile) throw new Error(`does not answer: ${output}\n${asked.output}`);
    return { status, answered, output: answered ? output : `${output}\nprobe: ${asked.output}`.trim() };
  });
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
    if (child) await runtimeCall(runtime, ['delete', '--force', name]);
    await call('umount', ['--lazy', root]);
    rmSync(bundle, { recursive: true, force: true });
  };
  running.set(name, cleanup);
  try {
    const overlay = `lowerdir=${layers.join(':')},upperdir=${bundle}/upper,workdir=${bundle}/work`;
    const mounted = await call('mount', ['-t', 'overlay', 'overlay', '-o', overlay, root]);
    if (mounted.status !== 0) throw new Error(`overlay: ${mounted.output}`);
    writeFileSync(path.join(bundle, 'config.json'), JSON.stringify(ociConfig(request, root, args, env, join)));
    const out = openSync(log, 'a');
    const started = spawn(runtime, [...globals(runtime), 'run', '--bundle', bundle, name], { stdio: ['ignore', out, out] });
    closeSync(out);
    child = started;
    started.on('close', (status) => {
      exit = status;
    });
    // its end, or the end of the patience with it
    const stopped = async (patience: number): Promise<void> => {
      if (exit === undefined) await once(started, 'close', { signal: AbortSignal.timeout(patience) }).catch(() => undefined);
    };
    return await use({
      isRunning: () => exit === undefined,
      pid: async () => JSON.parse((await runtimeCall(runtime, ['state', name])).output).pid,
      exec: (command) => runtimeCall(runtime, ['exec', name, '/bin/sh', '-c', command]),
      stopped,
      stop: async () => {
        await runtimeCall(runtime, ['kill', name, 'TERM']);
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
