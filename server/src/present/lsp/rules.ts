import type { RulesAnswer } from '../../../../schemas/messages.ts';
import { RULES } from '../../rules/index.ts';
import type { LspContext } from './context.ts';

/** All rules with their pages, by id. */
export function allRules({ docsUrl }: LspContext): RulesAnswer {
  return RULES.map(({ id, docs }) => ({ rule: id, title: docs.title, uri: docsUrl(id) })).sort((a, b) => a.rule.localeCompare(b.rule));
}
