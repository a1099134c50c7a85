import type { Field } from '../manifest/field.ts';
import { locate } from '../syntax/navigate.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import type { Problem } from './finding.ts';

/**
 * Fields of a view that are written with a type the API server rejects, such as `privileged: "true"`. They are plain problems:
 * the object never runs, so there is no weakness to claim.
 */
export function wrongTypes(view: object, document: SyntaxDocument, index: number): Problem[] {
  const problems: Problem[] = [];
  for (const field of Object.values(view)) {
    if (!isField(field) || field.state !== 'invalid') continue;
    const span = locate(document, field.site);
    if (!span) continue;
    const name = String(field.site.path.at(-1));
    const message = field.text === undefined ? `"${name}" has a value of the wrong type; Kubernetes rejects it` : `"${name}: ${JSON.stringify(field.text)}" is a string where Kubernetes wants another type; it rejects the object`;
    problems.push({ code: 'wrong-type', message, span, document: index });
  }
  return problems;
}

function isField(value: unknown): value is Field<unknown> {
  return typeof value === 'object' && value !== null && 'state' in value && 'site' in value && 'text' in value;
}
