import { dateOf, faultOf } from '../../../schemas/reason.ts';
import type { Snapshot } from './snapshot.ts';

/** Exceptions that end in so many days are told, so that nobody is surprised. */
export const SOON_DAYS = 14;
const DAY = 86_400_000;

/** An exception that counts, and soon no longer does. */
export interface Ending {
  readonly rules: readonly string[];
  readonly until: string;
  /** Where its comment begins; `undefined` for one of a configuration. */
  readonly at: number | undefined;
}

/** The exceptions of a file that end soon: its comments, and those of the configurations that count for it. */
export function endingSoon({ allows, settings: { today, allow = [] } }: Pick<Snapshot, 'allows' | 'settings'>): Ending[] {
  if (today === undefined) return [];
  const last = dateOf(new Date(Date.parse(`${today}T00:00:00Z`) + SOON_DAYS * DAY));
  const all = [...allows.map((one) => ({ ...one, at: one.span.start })), ...allow.map((one) => ({ ...one, at: undefined }))];
  return all.flatMap((one) =>
    one.until !== undefined && one.until <= last && one.rules.length > 0 && faultOf(one, today) === undefined
      ? [{ rules: one.rules, until: one.until, at: one.at }]
      : [],
  );
}
