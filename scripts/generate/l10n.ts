import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** What a source says to users, and what it says past `vscode.l10n.t`. */
export interface Said {
  readonly translated: readonly string[];
  /** `file:line text` of each text with words that cannot be translated. */
  readonly bypassing: readonly string[];
}

/** Reads the sources of a folder. */
export function saidIn(folder: string): Said {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort();
  const all = files.map((name) => saidBy(name, readFileSync(path.join(folder, name), 'utf8')));
  return { translated: [...new Set(all.flatMap(({ translated }) => translated))].sort(), bypassing: all.flatMap(({ bypassing }) => bypassing) };
}

/** Reads one source. What looks like a word or a sentence counts as said to users: names, ids, schemes and icons do not. */
export function saidBy(name: string, text: string): Said {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const translated: string[] = [];
  const bypassing: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    if (ts.isCallExpression(node) && /^(?:vscode\.)?l10n\.t$/.test(node.expression.getText())) {
      const [message, ...values] = node.arguments;
      if (message && ts.isStringLiteralLike(message)) translated.push(message.text);
      for (const value of values) visit(value);
      return;
    }
    const said = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node) ? node.text : '';
    if (isForPeople(said)) bypassing.push(`${name}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${said}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { translated, bypassing };
}

/** Words with a space between, or one with a capital. Globs are none, nor is our own name. */
function isForPeople(text: string): boolean {
  if (text.startsWith('**/')) return false;
  const plain = text.replaceAll(/\$\([a-z~-]+\)|\bBulkhead\b/g, '');
  return /\p{L}{2,}[ ,:;.?!\u2026]+\p{L}/u.test(plain.replaceAll(/\p{Ll}+\.\p{Ll}+/gu, '')) || /^\s*\p{Lu}\p{Ll}+/u.test(plain);
}
