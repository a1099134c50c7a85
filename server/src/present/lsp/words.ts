/** `1 change`, `2 changes`. */
export function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

/** With a capital letter. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The last part of a URI, as people read it. */
export function fileName(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Longer titles make a menu as wide as the window. */
const MAX_TITLE = 120;

/** The title of a fix as a menu shows it: a long condition is left to the note that follows. */
export function menuTitle(title: string): string {
  return title.length <= MAX_TITLE ? title : title.replace(CONDITION, '');
}

/** What a title makes its fix depend on, without "if" or "once". */
export function conditionOf(title: string): string | undefined {
  return CONDITION.exec(title)?.[1];
}

const CONDITION = /, (?:if|once) (.+?)(?=, (?:for all \d|for both |only in ")|$)/;
