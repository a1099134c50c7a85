import { type Command, Option } from 'commander';
import { RULES } from '../../rules/index.ts';
import { optionsOf } from '../../rules/options.ts';
import { checksOf, OTHER_TOOLS, type OtherTool } from '../../rules/other-tools.ts';
import { THREAT_MODELS, type ThreatModel } from '../../rules/rule.ts';
import { standardsOf } from '../../rules/standards.ts';
import type { ExitStatus, Io } from './io.ts';

/** Adds the command `rules` to the program. `done` gets its exit status, which is always 0. */
export function addRules(program: Command, io: Io, done: (status: ExitStatus) => void): void {
  program
    .command('rules')
    .description('list the rules')
    .addOption(new Option('--format <format>', 'how to list').choices(['pretty', 'json']).default('pretty'))
    .addOption(new Option('--like <tool>', 'list the checks of another tool, and which rules they are here').choices(Object.keys(OTHER_TOOLS)))
    .action(({ format, like }: { format: 'pretty' | 'json'; like?: OtherTool }) => {
      if (like !== undefined) io.out(format === 'json' ? `${JSON.stringify(jsonLike(like), null, 2)}\n` : prettyLike(like));
      else io.out(format === 'json' ? `${JSON.stringify(jsonRules(), null, 2)}\n` : prettyRules());
      done(0);
    });
}

function jsonRules(): object[] {
  const models = Object.entries(THREAT_MODELS) as [ThreatModel, (typeof THREAT_MODELS)[ThreatModel]][];
  return RULES.map((rule) => ({
    id: rule.id,
    title: rule.docs.title,
    since: rule.since,
    severity: Object.fromEntries(models.map(([model, column]) => [model, rule.severity[column]])),
    dimensions: rule.dimensions,
    fix: rule.fix,
    options: optionsOf(rule).map(({ name, description, default: standard, least, greatest }) => ({
      name,
      description,
      default: standard,
      minimum: least,
      maximum: greatest,
    })),
    standards: standardsOf(rule),
  }));
}

function jsonLike(tool: OtherTool): object[] {
  return checksOf(tool).map(([check, rules]) => ({ check, rules }));
}

function prettyLike(tool: OtherTool): string {
  const checks = checksOf(tool);
  const width = Math.max(...checks.map(([check]) => check.length));
  const lines = checks.map(([check, rules]) => `${check.padEnd(width)}  ${rules.join(', ')}`);
  return `${lines.join('\n')}\n\n${checks.length} checks of ${OTHER_TOOLS[tool]}. Their ids are accepted in \`# bulkhead: allow\` and in \`allow\` of .bulkhead.yaml.\n`;
}

function prettyRules(): string {
  const width = Math.max(...RULES.map((rule) => rule.id.length));
  const lines = RULES.map((rule) => `${rule.id.padEnd(width)}  ${rule.severity.TI.padEnd(8)}  ${rule.docs.title}`);
  return `${lines.join('\n')}\n\n${RULES.length} rules. The severity is that of the threat model trusted-internal; \`bulkhead explain <rule>\` has the others.\n`;
}
