/** The value below which a share `p` (0 to 1) of the measurements are. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * p) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** What is measured by the same name, in the order of the rounds. */
export type Rounds<T> = ReadonlyMap<string, readonly T[]>;

/** Measures each contender once per round, one after the other: what slows the machine for a while slows all of them. */
export async function interleaved<T>(rounds: number, contenders: Readonly<Record<string, () => T | Promise<T>>>): Promise<Rounds<T>> {
  const measured = new Map<string, T[]>(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) for (const [name, measure] of Object.entries(contenders)) measured.get(name)?.push(await measure());
  return measured;
}

export const ms = (value: number): string => `${value < 20 ? value.toFixed(1) : value.toFixed(0)} ms`;
export const mb = (value: number): string => `${value.toFixed(Math.abs(value) < 20 ? 1 : 0)} MB`;

/** The ratio of two measurements of each round: the median, and the least and greatest. */
export function ratio(parts: readonly number[], wholes: readonly number[]): string {
  const ratios = parts.map((part, round) => part / (wholes[round] ?? Number.NaN));
  return `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`;
}

/** A Markdown table; the first column is text, the others are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(line)];
}
