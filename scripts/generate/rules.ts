import { renderMissingPage, renderRuleIndex, renderRulePage } from '../../server/src/present/markdown/page.ts';
import { FAMILIES, RULES } from '../../server/src/rules/index.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { examplesOf } from './examples.ts';

const text = (markdown: string): string => (markdown.endsWith('\n') ? markdown : `${markdown}\n`);

/** The page of a rule, with its file. */
export function pageOf(rule: Rule, folder: string): [file: string, text: string] {
  return [`${folder}/${rule.id}.md`, text(renderRulePage(rule, examplesOf(rule.id)))];
}

/** A page for every rule, the page about missing protections, and the page that lists all rules; each with its file. */
export function rulePages(folder: string): [file: string, text: string][] {
  return [
    ...RULES.map((rule) => pageOf(rule, folder)),
    [`${folder}/missing-protections.md`, text(renderMissingPage(RULES))],
    [`${folder}/README.md`, text(renderRuleIndex(FAMILIES))],
  ];
}

/** The examples of every rule, for `bulkhead explain`: at run time there are no fixtures to read. */
export function ruleExamples(): object {
  return Object.fromEntries(RULES.map(({ id }) => [id, examplesOf(id).map(({ name: _, ...example }) => example)]));
}
