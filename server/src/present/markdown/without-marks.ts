/** A code span, a link or image, emphasis of both strengths, or an escaped character, of the Markdown that our cards consist of. */
const MARK = /(`+) ?(.+?) ?\1(?!`)|\[((?:\\.|[^\]\\])+)\]\((?:[^()]|\([^()]*\))*\)|\*\*|(?<![\w*])\*(?=\S)([^*]+)\*(?!\w)|\\(.)/g;

/** The words of a card for a client that shows no Markdown: links are their titles, and code stands as it is. */
export function withoutMarks(markdown: string): string {
  let fenced = false;
  const lines = markdown.split('\n').flatMap((line): string[] => {
    if (/^\s*```/.test(line)) {
      fenced = !fenced;
      return [];
    }
    return [fenced ? line : words(line.replace(/^#+ /, '')).trimEnd()];
  });
  return lines.join('\n');
}

function words(text: string): string {
  return text.replace(MARK, (_, fence: string | undefined, code = '', title: string | undefined, slanted: string | undefined, escaped = '') => {
    if (fence !== undefined) return code;
    const inner = title ?? slanted;
    return inner === undefined ? escaped : words(inner);
  });
}
