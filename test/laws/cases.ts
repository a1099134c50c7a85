import process from 'node:process';
import { expect } from 'vitest';

/**
 * How many random cases are tried. All laws of fixes together try at least LAW_RUNS of them, 50,000 if it is not set; each law has
 * its part. CI tries 200,000 others beside them, and `npm run laws -- --runs 2000000` searches longer.
 */
const ALL = Number(process.env['LAW_RUNS'] ?? 50_000);

/** The same cases every time, so that a change is what turns a law red; LAW_SEED looks further. */
export const SEED = Number(process.env['LAW_SEED'] ?? 20_261_122);

/** No law ends because of the time it takes. */
export const TIMEOUT = 24 * 3_600_000;

/** Counts the cases of one law file, and what became of them. */
export class Cases {
  readonly wanted: number;
  readonly #name: string;
  readonly #outcomes = new Map<string, number>();
  readonly #start = process.cpuUsage();
  #count = 0;

  /** @param part of all cases */
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

  /** Says how many cases ran, and fails when they are fewer than wanted, or too few of them tried what the law is about. */
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
