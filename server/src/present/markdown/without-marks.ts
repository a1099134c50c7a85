/** The words of a card for a client that shows no Markdown: links are their titles, and code stands as it is. */
export function withoutMarks(markdown: string): string {
  let fenced = false;
  const lines = markdown.split('\n').flatMap((line): string[] => {
    if (line.trimStart().startsWith('```')) {
      fenced = !fenced;
      return [];
    }
    return [fenced ? line : words(line.replace(/^#+ /, '')).trimEnd()];
  });
  return lines.join('\n');
}

/** The words of a line, read once from its start to its end. */
function words(text: string): string {
  const out: string[] = [];
  /** Where titles of links may have begun, in `out`. */
  const begun: number[] = [];
  for (let at = 0; at < text.length; ) {
    const sign = text[at] as string;
    let length = 1;
    let said = sign;
    if (sign === '\\' && at + 1 < text.length) {
      said = text[at + 1] as string;
      length = 2;
    } else if (sign === '`') [said, length] = codeAt(text, at);
    else if (sign === '*') [said, length] = starAt(text, at);
    else if (sign === '[') begun.push(out.length);
    else if (sign === ']') {
      const start = begun.pop();
      const end = start === undefined || text[at + 1] !== '(' ? -1 : endOfAddress(text, at + 1);
      if (start !== undefined && end >= 0) {
        out[start] = '';
        said = '';
        length = end + 1 - at;
      }
    }
    out.push(said);
    at += length;
  }
  return out.join('');
}

/** A code span without its fences, and its length; the fence itself if nothing ends it. */
function codeAt(text: string, at: number): [said: string, length: number] {
  let behind = at;
  while (text[behind] === '`') behind++;
  const fence = text.slice(at, behind);
  for (let end = text.indexOf(fence, behind); end >= 0; end = text.indexOf(fence, end)) {
    let last = end;
    while (text[last] === '`') last++;
    if (last - end !== fence.length) {
      end = last;
      continue;
    }
    const code = text.slice(behind, end);
    return [code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '' ? code.slice(1, -1) : code, last - at];
  }
  return [fence, fence.length];
}

/** Nothing for a star that begins or ends emphasis; any other is a star. */
function starAt(text: string, at: number): [said: string, length: number] {
  if (text[at + 1] === '*') return ['', 2];
  const [before = ' ', behind = ' '] = [text[at - 1], text[at + 1]];
  const begins = !/\w/.test(before) && !/\s/.test(behind);
  const ends = !/\s/.test(before) && !/\w/.test(behind);
  return [begins || ends ? '' : '*', 1];
}

/** Where the address of a link ends, which may have parentheses in pairs; -1 if it does not. */
function endOfAddress(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at;
  }
  return -1;
}
