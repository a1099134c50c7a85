import type { FileFacts } from '../manifest/kubernetes/views.ts';
import { parseFile } from '../syntax/parse.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import { splitDocuments } from '../syntax/split.ts';
import { saidBy } from './facts.ts';

/** What a file declares and others call by its name. */
export type Declared = Pick<FileFacts, 'runtimeClasses' | 'serviceAccounts'>;

/** What a file declares that others name. */
export function declaredIn(file: SourceFile): Declared {
  const { runtimeClasses, serviceAccounts } = saidBy(file, '', undefined).facts.declared;
  return { runtimeClasses, serviceAccounts };
}

/** The same of a text; `undefined` if it declares nothing. Only the documents that may declare something are read: most do not. */
export function declaredInText(text: string): Declared | undefined {
  if (!DECLARES.test(text)) return undefined;
  const parts = splitDocuments(text).map(({ start, end }) => text.slice(start, end));
  const found = parts.filter((part) => DECLARES.test(part)).map((part) => declaredIn(parseFile(part)));
  const declared = { runtimeClasses: found.flatMap((one) => one.runtimeClasses), serviceAccounts: found.flatMap((one) => one.serviceAccounts) };
  return declared.runtimeClasses.length + declared.serviceAccounts.length > 0 ? declared : undefined;
}

const DECLARES = /\bkind["']?\s*:\s*["']?(?:RuntimeClass|ServiceAccount)\b/;
