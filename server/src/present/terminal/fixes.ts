import type { FileAnalysis, FixPlan } from '../../engine/analysis.ts';
import { diffLines } from './diff.ts';
import type { Colours } from './pretty.ts';

/** What a run of fixes did to one file. */
export interface FixedFile {
  readonly file: string;
  readonly before: FileAnalysis;
  readonly after: FileAnalysis;
  readonly plan: Pick<FixPlan, 'applied' | 'refused'>;
  /** Fixes to review were not asked for: they are counted, not listed. */
  readonly safeOnly: boolean;
  /** Show the changed lines. */
  readonly diff: boolean;
}

/** What was changed, and what is left and why; nothing for a file with neither. Ends with an empty line. */
export function fixReport({ file, before, after, plan, safeOnly, diff }: FixedFile, colours: Colours): string {
  if (plan.applied.length === 0 && plan.refused.length === 0) return '';
  const applied = counted(plan.applied.map(({ finding, fix }) => `${fix.title}: ${ownerOf(finding)} (${fix.safety})`));
  const waits = ({ fix }: FixPlan['refused'][number]) => safeOnly && fix?.safety === 'review' && !('blocked' in fix);
  const review = counted(plan.refused.filter(waits).map(({ finding }) => finding.rule.id));
  const refused = plan.refused
    .filter((entry) => !waits(entry))
    .map(({ finding, why }) => {
      const { line, character } = after.file.lines.position(finding.span.start);
      return `  left   ${line + 1}:${character + 1}  ${finding.rule.id}: ${why}`;
    });
  const lines = [colours.underline(file), ...applied.map((line) => `  fixed  ${line}`), ...refused.map((line) => colours.dim(line))];
  if (review.length > 0) lines.push(colours.dim(`  left   for review (\`--safety review\` applies them): ${review.join(', ')}`));
  if (diff) lines.push(...diffLines(file, before.file.text, after.file.text).map((line) => paint(line, colours)));
  return `${lines.join('\n')}\n\n`;
}

function ownerOf({ resource, container }: FixPlan['applied'][number]['finding']): string {
  const owner = resource.apiVersion === undefined ? '' : `${resource.kind} ${resource.name ?? ''}`.trim();
  return [owner, container].filter((part) => part !== undefined && part !== '').join(', ');
}

/** Equal lines once, with their number. */
function counted(lines: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].map(([line, n]) => (n === 1 ? line : `${line} ×${n}`));
}

function paint(line: string, colours: Colours): string {
  if (line.startsWith('@@')) return colours.cyan(line);
  if (line.startsWith('-')) return colours.red(line);
  return line.startsWith('+') ? colours.bold(line) : line;
}
