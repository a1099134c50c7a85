import type { Spot } from '../spot.ts';

/** The labels with the operating system of a node, of today and before 1.14. */
const LABELS = ['kubernetes.io/os', 'beta.kubernetes.io/os'];

/** Whether a `nodeSelector` takes Windows nodes only. */
export function selectsWindows(selector: Spot): boolean {
  return LABELS.some((label) => selector.get(label).text().value === 'windows');
}

/** Whether the `affinity` of a pod takes Windows nodes only: each of the terms, one of which must hold, asks for them. */
export function requiresWindows(affinity: Spot): boolean {
  const terms = affinity.get('nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms').items();
  return terms.length > 0 && terms.every((term) => term.get('matchExpressions').items().some(asksForWindows));
}

function asksForWindows(expression: Spot): boolean {
  const values = expression.get('values').items();
  return (
    LABELS.includes(expression.get('key').text().value ?? '') &&
    expression.get('operator').text().value === 'In' &&
    values.length > 0 &&
    values.every((value) => value.text().value === 'windows')
  );
}
