import { editDistance } from '../manifest/spelling.ts';

/** The candidate that differs least from a mistyped word; `undefined` when none is near. */
export function suggestion(word: string, candidates: readonly string[]): string | undefined {
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = candidate.includes(word) && word.length > 3 ? 1 : editDistance(word.toLowerCase(), candidate);
    if (!best || distance < best.distance) best = { candidate, distance };
  }
  return best && best.distance <= Math.max(2, Math.floor(word.length / 3)) ? best.candidate : undefined;
}
