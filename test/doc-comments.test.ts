import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { ROOT } from './kit/cli.ts';

/** Not checked: rules, which have texts for users, and generated files. */
const EXEMPT = /^server\/src\/rules\/[^/]+\/|\/generated\//;

/** The exports of a file without a doc comment, as `file:line name`. A type inferred from a schema needs none, because the schema has one. */
function undocumented(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const exported = source.statements.filter(
    (node) => ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
  );
  return exported.flatMap((node, i) => {
    const before = exported[i - 1];
    if (ts.isFunctionDeclaration(node) && before && ts.isFunctionDeclaration(before) && before.name?.text === node.name?.text) return []; // an overload
    if (ts.getJSDocCommentsAndTags(node).some((comment) => ts.isJSDoc(comment) && comment.comment !== undefined)) return [];
    if (ts.isTypeAliasDeclaration(node) && /^z\.(infer|output)</.test(node.type.getText())) return [];
    const named = ts.isVariableStatement(node) ? node.declarationList.declarations[0] : (node as ts.DeclarationStatement);
    return [`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${named?.name?.getText() ?? ''}`];
  });
}

it('sees an export without a doc comment', () => {
  const text = [
    '/** Said. */',
    'export const a = 1;',
    '// not said',
    'export function b() {}',
    'export interface C {}',
    'const d = 1;',
    'export type E = z.infer<typeof e>;',
  ];
  expect(undocumented('x.ts', text.join('\n'))).toEqual(['x.ts:4 b', 'x.ts:5 C']);
});

it('every export has a doc comment', () => {
  const files = ['server/src', 'client/src', 'schemas'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => path.posix.join(folder, name)),
  );
  const sources = files.filter((file) => file.endsWith('.ts') && !EXEMPT.test(file));
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.flatMap((file) => undocumented(file, readFileSync(path.join(ROOT, file), 'utf8')))).toEqual([]);
});
