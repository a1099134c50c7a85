import { type CredentialSign, credentialIn, tokenFormat } from '../../isolation/credentials.ts';
import type { Field } from '../../manifest/field.ts';
import type { Site } from '../../syntax/site.ts';
import type { Report } from '../rule.ts';

/** Messages of `secret-literal` about a credential, by its sign. */
export const SIGNS = {
  name: '"{name}" has {key} in plain text: whoever reads the file has it',
  placeholder: '"{name}" has a placeholder in {key}: it is the password until somebody replaces it',
  wellKnown: '"{name}" has a password in {key} that everybody tries first',
  format: '"{name}" has {what} in {key}: whoever reads the file has it',
} as const;

/** A report of `secret-literal` about a credential. */
export type SignReport = Report<typeof SIGNS>;

const OPTION = /^--?([A-Za-z][\w-]*)=(.+)$/;

/** A report of `secret-literal` for a credential that shows by this sign. */
export function signReport(sign: CredentialSign, at: Site, data: { readonly name: string; readonly key: string }): SignReport {
  switch (sign.kind) {
    case 'format':
      return { at, message: 'format', data: { ...data, what: sign.what } };
    case 'placeholder':
      return { at, message: 'placeholder', data, lower: 2 };
    case 'well-known':
      return { at, message: 'wellKnown', data };
    case 'name':
      return { at, message: 'name', data };
  }
}

/** A credential in one argument of a command, at the `place` of the file; `undefined` if there is none. */
export function argumentReport({ value, site }: Field<string>, name: string, place: string): SignReport | undefined {
  // a script has too many ways to speak of passwords
  if (value === undefined || value.includes('\n')) return undefined;
  const [, option, text] = OPTION.exec(value) ?? [];
  const sign = option !== undefined && text !== undefined ? credentialIn(option.replaceAll('-', '_'), text) : undefined;
  const what = tokenFormat(value);
  if (sign && sign.kind !== 'format') return signReport(sign, site, { name, key: `--${option}` });
  return what === undefined ? undefined : { at: site, message: 'format', data: { name, what, key: place } };
}

/** Options that a password follows, by the names of redis. */
const PASSWORD_OPTION = /^(?:requirepass|masterauth)$/;

/** A credential in the arguments of a command, as `--option=value` or `--option value`. */
export function argumentsReport(words: readonly string[], at: Site, name: string): SignReport | undefined {
  for (const [index, word] of words.entries()) {
    const [, joined, text] = OPTION.exec(word) ?? [];
    const option = joined ?? /^--?([A-Za-z][\w-]*)$/.exec(word)?.[1];
    const value = text ?? words[index + 1] ?? '';
    const key = option !== undefined && PASSWORD_OPTION.test(option) ? 'PASSWORD' : option?.replaceAll('-', '_');
    const sign = key !== undefined && !value.startsWith('-') ? credentialIn(key, value) : undefined;
    if (sign) return signReport(sign, at, { name, key: `--${option}` });
    const what = tokenFormat(word);
    if (what !== undefined) return { at, message: 'format', data: { name, what, key: 'a command' } };
  }
  return undefined;
}
