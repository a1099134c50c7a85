/** `1 change`, `2 changes`. */
export function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

/** A title within a sentence. */
export function lower(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}
