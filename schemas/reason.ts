// The reason of an exception: the server reads it in a file, and the client while somebody writes it.

/** What a reason says. */
export interface Why {
  /** Without the last day. */
  readonly reason: string;
  /** The last day on which it counts, as it is written. */
  readonly until: string | undefined;
}

/** The last word of a reason, behind "until". */
const UNTIL = /(?:^|[\s(])until:?\s+(\d{4}-\d\d-\d\d)[.)]*$/i;
/** The same, where something else than a date stands that may be meant as one. */
const NO_DATE = /(?:^|[\s(])until:?\s+((?:\S*\d\S*|today|tomorrow)(?:\s+\S+){0,2}?)$/i;

/** A reason, and the last day at its end. */
export function whyOf(text: string): Why {
  const why = text.trim();
  const pattern = UNTIL.test(why) ? UNTIL : NO_DATE;
  return { reason: why.replace(pattern, '').trim(), until: pattern.exec(why)?.[1] };
}

/** Whether a text such as `2027-02-29` is a day of the calendar. */
function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && dateOf(date) === text;
}

/** The date of a moment as `2027-03-31`, in UTC: what ends, ends at the same moment in every editor and in CI. */
export function dateOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/**
 * Why an exception would not count, by what its reason says; `undefined` if it does.
 * @param today in UTC; if it is not known, nothing has ended
 */
export function faultOf(
  { reason, until }: { readonly reason: string; readonly until?: string | undefined },
  today: string | undefined,
): 'no-reason' | 'wrong-date' | 'over' | undefined {
  if (reason === '') return 'no-reason';
  if (until === undefined) return undefined;
  if (!isDate(until)) return 'wrong-date';
  return today !== undefined && until < today ? 'over' : undefined;
}
