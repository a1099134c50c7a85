import type { PlanRequest } from '../../../../schemas/messages.ts';
import type { Target } from '../../engine/finding.ts';
import type { Run, RunRequest } from '../../engine/snapshot.ts';
import { count } from './words.ts';

/** "3 changes, 2 to review; 1 left to you" */
export function inWords({ changes, review, undecided = 0 }: Pick<Run, 'changes' | 'review'> & Partial<Run>): string {
  return `${count(changes, 'change')}${review > 0 ? `, ${review} to review` : ' (safe)'}${undecided > 0 ? `; ${undecided} left to you` : ''}`;
}

/** A request of a client as the engine takes it. */
export function runRequest(request: PlanRequest): RunRequest {
  switch (request.kind) {
    case 'harden':
      return { kind: 'harden', target: targetOf(request.target) };
    case 'level':
      return { kind: 'level', level: request.level, target: targetOf(request.target) };
    case 'rule':
      return { kind: 'fix', safeties: ['safe', 'review'], rules: [request.rule] };
    case 'safe':
      return { kind: 'fix', safeties: ['safe'] };
  }
}

/** A target as a request carries it. */
export function targetIn({ kind, name, site }: Target): (PlanRequest & { kind: 'harden' })['target'] {
  return { kind, name, document: site.document, path: [...site.path] };
}

function targetOf({ kind, name, document, path }: (PlanRequest & { kind: 'harden' })['target']): Target {
  return { kind, name, site: { document, path, part: 'pair' } };
}
