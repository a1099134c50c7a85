import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** What a process has used: milliseconds of CPU, and its largest resident set and its heap in MB. */
export interface Usage {
  readonly cpu: number;
  readonly peak: number;
  readonly heap: number;
}

/** What a process took from start to end, in milliseconds and MB. */
export interface Cost extends Pick<Usage, 'cpu' | 'peak'> {
  readonly wall: number;
}

const PROBE = 'test/bench/probe.cjs';

/** Starts Node with the probe; `lines` are its reports. */
export function spawnNode(args: readonly string[], stdio: readonly ['ignore' | 'pipe', 'ignore' | 'pipe']): { child: ChildProcess; reports: Reports } {
  const options: SpawnOptions = { stdio: [...stdio, 'inherit', 'pipe'] };
  const child = spawn(process.execPath, ['--expose-gc', '--require', `./${PROBE}`, ...args], options);
  return { child, reports: new Reports(child.stdio[3] as Readable) };
}

/** The reports of a probe, each handed out once. */
export class Reports {
  readonly #lines: AsyncIterator<string>;

  constructor(stream: Readable) {
    this.#lines = createInterface({ input: stream })[Symbol.asyncIterator]();
  }

  async next(): Promise<Usage> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the process ended without a report');
    return JSON.parse(value) as Usage;
  }
}

/** Runs Node to its end. */
export async function costOfNode(...args: string[]): Promise<Cost> {
  const start = performance.now();
  const { child, reports } = spawnNode(args, ['ignore', 'ignore']);
  const usage = reports.next();
  await ended(child, args.join(' '));
  return { wall: performance.now() - start, ...(await usage) };
}

/** Runs another program to its end. What it uses is read from /proc while it runs, so its last 10 ms may be missing. */
export async function costOf(command: string, args: readonly string[]): Promise<Cost> {
  const start = performance.now();
  const child = spawn(command, args, { stdio: 'ignore' });
  let seen: Pick<Cost, 'cpu' | 'peak'> = { cpu: Number.NaN, peak: Number.NaN };
  const timer = setInterval(() => {
    seen = usedBy(child.pid) ?? seen;
  }, 10);
  try {
    await ended(child, command);
  } finally {
    clearInterval(timer);
  }
  return { wall: performance.now() - start, ...seen };
}

function usedBy(pid: number | undefined): Pick<Cost, 'cpu' | 'peak'> | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const peak = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    // utime and stime, in ticks of 10 ms (proc_pid_stat(5)); an ended process has no memory any more
    return peak === undefined ? undefined : { cpu: (Number(fields[11]) + Number(fields[12])) * 10, peak: Number(peak) / 1024 };
  } catch {
    return undefined; // it has ended, or this is no Linux
  }
}

/** A linter that finds something ends with 1. */
function ended(child: ChildProcess, what: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status) => (status === 0 || status === 1 ? resolve() : reject(new Error(`${what} ended with ${status}`))));
  });
}
