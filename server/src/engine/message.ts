import { plainName, type SubjectName } from '../manifest/subject-name.ts';
import type { Report, Rule } from '../rules/rule.ts';

/**
 * The message of a report: its template with filled holes, and a capital letter. A subject without a name is called by its kind, as in
 * `this Deployment`; the template's quotation marks around such a hole are left out.
 * @param subjects the subjects that the report may name
 */
export function messageOf({ messages }: Rule, { message, data = {} }: Report, subjects: readonly SubjectName[]): string {
  const unnamed = subjects.filter(({ name }) => name === undefined).map(plainName);
  const filled = (messages[message] as string).replace(/"\{(\w+)\}"|\{(\w+)\}/g, (hole, quoted: string | undefined, bare: string) => {
    const name = quoted ?? bare;
    if (!Object.hasOwn(data, name)) return hole;
    const value = String(data[name]);
    return quoted === undefined || unnamed.includes(value) ? value : `"${value}"`;
  });
  return sentence(filled);
}

/** A text with a capital letter. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
