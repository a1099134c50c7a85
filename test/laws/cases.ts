import process from 'node:process';
import { expect } from 'vitest';

/**
 * The number of random cases. All laws of fixes together try at least LAW_RUNS cases (by default 1,000); each law has a part of them. CI
 * tries 200,000 other cases, and `npm run laws -- --runs 2000000` still more.
 */
const ALL = Number(process.env['LAW_RUNS'] ?? 1_000);

/** The seed of the cases. It is fixed, so that only a change can break a law; LAW_SEED gives other cases. */
export const SEED = Number(process.env['LAW_SEED'] ?? 20_261_122);

/** Every so many of given texts or runs: all of them where as many cases are tried as in CI. */
export function someOf<T>(all: readonly T[], every: number): readonly T[] {
  return ALL >= 200_000 ? all : all.filter((_, i) => i % every === 0);
}

/** A law has no time limit: the timeout is a day, in milliseconds. */
export const TIMEOUT = 24 * 3_600_000;

/** Counts the cases of one law and their outcomes. */
export class Cases {
  readonly wanted: number;
  readonly #name: string;
  readonly #outcomes = new Map<string, number>();
  readonly #start = process.cpuUsage();
  #count = 0;

  /** @param part the part of all cases, from 0 to 1 */
  constructor(name: string, part: number) {
    this.#name = name;
    this.wanted = Math.ceil(ALL * part);
  }

  get count(): number {
    return this.#count;
  }

  get done(): boolean {
    return this.#count >= this.wanted;
  }

  add(outcome: string): void {
    this.#count++;
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
  }

  /** Prints the number of cases. Fails if there are fewer than wanted, or if the part with this outcome (0 to 1) is not above `least`. */
  report(outcome: string, least: number): void {
    const { user, system } = process.cpuUsage(this.#start);
    const seconds = (user + system) / 1_000_000;
    const outcomes = [...this.#outcomes].sort((a, b) => b[1] - a[1]).map(([name, count]) => `${name} ${count}`);
    process.stdout.write(
      `law "${this.#name}": ${this.#count} cases (seed ${SEED}) in ${seconds.toFixed(0)} s of CPU, ${Math.round(this.#count / seconds)}/s: ${outcomes.join(', ')}\n`,
    );
    expect(this.#count).toBeGreaterThanOrEqual(this.wanted);
    expect((this.#outcomes.get(outcome) ?? 0) / this.#count).toBeGreaterThan(least);
  }
}
