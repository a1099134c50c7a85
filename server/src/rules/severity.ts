import type { Severity, SeverityTable } from './rule.ts';

type Cell = Severity | 'off';

/** The six columns of the catalogue, in its order: trusted internal, untrusted code, multi-tenant, AI agent, CI build, regulated. */
export function severity(TI: Cell, UC: Cell, MT: Cell, AI: Cell, CI: Cell, RG: Cell): SeverityTable {
  return { TI, UC, MT, AI, CI, RG };
}
