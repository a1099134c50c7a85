import { RULES } from './index.ts';
import { CHECKS } from './other-tools-table.ts';

/** The tools whose ids are known. */
export const OTHER_TOOLS = {
  checkov: 'Checkov',
  'kube-linter': 'KubeLinter',
  trivy: 'Trivy',
  polaris: 'Polaris',
  kics: 'KICS',
  kubescape: 'Kubescape',
} as const;
/** The id of such a tool. */
export type OtherTool = keyof typeof OTHER_TOOLS;

/** The checks of a tool in its order, each with the rules that it is here. */
export function checksOf(tool: OtherTool): readonly (readonly [check: string, rules: readonly string[]])[] {
  return Object.entries(CHECKS[tool] ?? {});
}

/** The rules that a check of a tool is here; none if it is none of ours. */
export function rulesLike(tool: OtherTool, check: string): readonly string[] {
  const checks = CHECKS[tool] ?? {};
  const id = tool === 'trivy' ? trivyId(check) : tool === 'kics' ? check.toLowerCase() : check;
  return Object.hasOwn(checks, id) ? (checks[id] ?? []) : [];
}

/** All rules that a tool has a check for: what an exception without an id is about. */
export function rulesOfTool(tool: OtherTool): readonly string[] {
  return [...new Set(checksOf(tool).flatMap(([, rules]) => rules))];
}

/** Trivy takes `KSV017`, `KSV-0017` and `avd-ksv-0017`, as its versions wrote them. */
function trivyId(given: string): string {
  const number = /^(?:avd-)?ksv-?0*(\d{1,4})$/i.exec(given)?.[1];
  return number === undefined ? given : `AVD-KSV-${number.padStart(4, '0')}`;
}

const IDS: ReadonlySet<string> = new Set(RULES.map(({ id }) => id));

/** The rules that a name stands for: an id of ours, or the id of another tool's check; none if nobody knows it. */
export function rulesNamed(name: string): readonly string[] {
  if (IDS.has(name)) return [name];
  return [...new Set((Object.keys(OTHER_TOOLS) as OtherTool[]).flatMap((tool) => rulesLike(tool, name)))];
}
