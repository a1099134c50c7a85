import type { Severity, SeverityTable } from './rule.ts';

/** The severity under every threat model, and those under which it is another; `off` reports nothing. */
export function severity(base: Severity | 'off', exceptions: Partial<SeverityTable> = {}): SeverityTable {
  return { TI: base, UC: base, MT: base, AI: base, CI: base, RG: base, ...exceptions };
}
