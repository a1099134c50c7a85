import type { BenchText, TypingPlace } from './texts.ts';

/** A change of a document, as `textDocument/didChange` has it. */
export interface Change {
  readonly range: { readonly start: TypingPlace; readonly end: TypingPlace };
  readonly text: string;
}

/** What an author does, as it stands in the report. Each is done and then taken back: both are measured. */
export const KINDS = {
  letter: (place: TypingPlace) => inserted(place, 'x'),
  'new line': ({ line }: TypingPlace) => inserted({ line: line + 1, character: 0 }, '      \n'),
  indentation: ({ line }: TypingPlace) => inserted({ line: line + 1, character: 0 }, '  '),
  'quote that breaks the rest': ({ line }: TypingPlace) => inserted({ line: line + 1, character: 0 }, '"'),
  paste: ({ line }: TypingPlace, { block }: BenchText) => inserted({ line, character: 0 }, block),
} satisfies Record<string, (place: TypingPlace, bench: BenchText) => readonly Change[]>;

export type Kind = keyof typeof KINDS;

/** The changes of `count` steps of a kind, at places spread over the text. After an even number, the text is what it was. */
export function* steps(bench: BenchText, kind: Kind, count: number): Generator<Change> {
  for (let step = 0; step < count; step += 2) {
    const place = bench.places[(step * 37) % bench.places.length];
    if (place === undefined) throw new Error(`${bench.name} has no place to type`);
    yield* KINDS[kind](place, bench);
  }
}

/** The insertion of a text, and its removal. */
function inserted(at: TypingPlace, text: string): readonly Change[] {
  const lines = text.split('\n');
  const last = lines.at(-1)?.length ?? 0;
  const end = { line: at.line + lines.length - 1, character: lines.length === 1 ? at.character + last : last };
  return [
    { range: { start: at, end: at }, text },
    { range: { start: at, end }, text: '' },
  ];
}
