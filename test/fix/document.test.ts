import { describe } from 'vitest';
import type { PathOp } from '../../server/src/fix/ops.ts';
import type { Json } from '../../server/src/syntax/site.ts';
import { at, gives, refuses, set } from './notation.ts';

const document = (place: string, value: Json): PathOp => ({ op: 'document', at: at(place), value });
const added = document('', { b: { c: [1] } });

describe('a document is added to the end', () => {
  gives([
    ['after the only one', 'a: 1 # c\n', added, 'a: 1 # c\n---\nb:\n  c:\n    - 1\n'],
    ['after the last', 'a: 1\n---\nd: 1\n', added, 'a: 1\n---\nd: 1\n---\nb:\n  c:\n    - 1\n'],
    ['after a comment at the end', 'a: 1\n# end\n', added, 'a: 1\n# end\n---\nb:\n  c:\n    - 1\n'],
    ['after an end mark', 'a: 1\n...\n', added, 'a: 1\n...\n---\nb:\n  c:\n    - 1\n'],
    ['after an empty line', 'a: 1\n\n', added, 'a: 1\n\n---\nb:\n  c:\n    - 1\n'],
    ['where the last line has no break', 'a: 1', added, 'a: 1\n---\nb:\n  c:\n    - 1'],
    ['with carriage returns', 'a: 1\r\n', added, 'a: 1\r\n---\r\nb:\r\n  c:\r\n    - 1\r\n'],
    [
      'as the document is written that asks for it',
      'a:\n    x:\n    - 1\n---\nd:\n  x: 1\n',
      added,
      'a:\n    x:\n    - 1\n---\nd:\n  x: 1\n---\nb:\n    c:\n    - 1\n',
    ],
    ['beside another change', 'a: 1\nd: 1\n', [set('/a', 2), added], 'a: 2\nd: 1\n---\nb:\n  c:\n    - 1\n'],
    ['beside one at the end', 'a: 1\n', [set('/d', 2), added], 'a: 1\nd: 2\n---\nb:\n  c:\n    - 1\n'],
    ['beside one at the end, without a last line break', 'a: 1', [set('/d', 2), added], 'a: 1\nd: 2\n---\nb:\n  c:\n    - 1'],
    ['once, though two ask for it', 'a: 1\n---\nd: 1\n', [added, document('1:', { b: { c: [1] } })], 'a: 1\n---\nd: 1\n---\nb:\n  c:\n    - 1\n'],
    ['not where the file has it', 'a: 1\n---\nb: {c: [1]}\n', added, 'a: 1\n---\nb: {c: [1]}\n'],
    ['after a byte order mark', '\uFEFFa: 1\n', added, '\uFEFFa: 1\n---\nb:\n  c:\n    - 1\n'],
    ['after a block scalar', 'a: |\n  text\n', added, 'a: |\n  text\n---\nb:\n  c:\n    - 1\n'],
    ['after a block scalar that keeps its line breaks', 'a: |+\n  text\n\n', added, 'a: |+\n  text\n\n---\nb:\n  c:\n    - 1\n'],
  ]);
});

describe('a document is not added if that is not sure to be right', () => {
  refuses([
    ['JSON is one document', '{"a": 1}\n', added, 'odd-syntax'],
    ['a template may print more', 'a: {{ .Values.a }}\n', added, 'templated'],
  ]);
});
