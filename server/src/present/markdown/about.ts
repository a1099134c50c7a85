import { filled, SNIPPETS } from '../../engine/completion/snippets.ts';
import type { About } from '../../engine/completion/suggestion.ts';
import { imageFacts } from '../../isolation/images/reference.ts';
import { knowledgeFor } from '../../isolation/knowledge/lookup.ts';
import { RULES } from '../../rules/index.ts';
import { fullTitle } from '../titles.ts';
import { knowledgeCard } from './hover.ts';
import { plain } from './text.ts';

/** What the documentation of a completion says; `undefined` if nothing is known. */
export function aboutCard(about: About, docsUrl: (rule: string) => string): string | undefined {
  switch (about.kind) {
    case 'place': {
      const knowledge = knowledgeFor(about.dialect, about.path, about.value);
      if (!knowledge) return undefined;
      return knowledgeCard({ ...knowledge, lines: [...ofImage(about.image), ...knowledge.lines] });
    }
    case 'changes':
      return about.changes.map((change) => `- ${plain(fullTitle(change))} *(${change.safety})*`).join('\n');
    case 'snippet': {
      const snippet = SNIPPETS.find(({ prefix }) => prefix === about.prefix);
      return snippet && `${snippet.description}\n\n\`\`\`yaml\n${filled(snippet.body.join('\n'))}\n\`\`\``;
    }
    case 'rule': {
      const rule = RULES.find(({ id }) => id === about.rule);
      return rule && `**${rule.docs.title}**  \n${rule.docs.risk}  \n[${rule.id}](${docsUrl(rule.id)})`;
    }
  }
}

function ofImage(image: string | undefined): string[] {
  const facts = image === undefined ? undefined : imageFacts(image);
  if (!facts) return [];
  const condition = facts.conditions === undefined ? [] : [`It works as that user if ${plain(facts.conditions)}.`];
  return [...(facts.notes === undefined ? [] : [plain(facts.notes)]), ...condition];
}
