import type { Span } from '../text/text.ts';
import type { Problem } from './finding.ts';

/** The problem that reports an exception, which is a defect of Bulkhead. All other findings are still reported. */
export function failure(what: string, error: unknown, document: number, span: Span = { start: 0, end: 0 }): Problem {
  const said = error instanceof Error ? error.message : String(error);
  return { code: 'check-failed', message: `Bulkhead failed at ${what}; please report it (${said})`, span, document };
}

/** Whether a problem is a defect of Bulkhead, not of the file. */
export function isFailure({ code }: Problem): boolean {
  return code === 'check-failed' || code === 'rule-failed';
}

/** Whether a file is not judged as a whole because of a problem. */
export function isGap(problem: Problem): boolean {
  return isFailure(problem) || problem.lost === true;
}
