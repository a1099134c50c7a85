import path from 'node:path';
import { expect, test } from 'vitest';
import type { Finding } from '../../server/src/engine/finding.ts';
import { groups } from '../../server/src/engine/groups.ts';
import { findingCard, missingCard } from '../../server/src/present/markdown/hover.ts';
import { groupMessage } from '../../server/src/present/missing.ts';
import { RULES } from '../../server/src/rules/index.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { readText } from '../kit/expected.ts';
import { parseFixture } from '../kit/fixture.ts';
import { analyse } from '../kit/laws.ts';
import { fixtureFolder, fixturesOf, settingsFor } from '../kit/rule-files.ts';

/** So many letters of a sentence and of a command fit into a line of a hover, in a window of 960 pixels beside the list of files. */
const LINE = { words: 84, code: 69 };
/** What a hover shows before it scrolls, 250 pixels, in lines: the message of the diagnostic, and below it the card. */
const FOLD = 12;

const links = () => ({ fix: 'command:a', explain: 'command:b', allow: 'command:c' });
const OPTIONS = { rich: true, docsUrl: (rule: string) => `https://example.com/${rule}.md`, links };

/** How many lines a text takes that wraps at whole words. */
function lines(text: string, width: number): number {
  let [count, at] = [1, 0];
  for (const word of text.split(' ')) {
    if (at > 0 && at + word.length > width) [count, at] = [count + 1, 0];
    at += word.length + 1;
  }
  return count;
}

function height(message: string, card: string): number {
  const shown = (line: string) => line.replaceAll(/\]\([^)]*\)|[*[`\\]/g, '').replaceAll(/\$\(\w+\)/g, 'xx');
  return card.split(/ *\n+/).reduce((sum, line) => sum + lines(shown(line), line.startsWith('**Check**') ? LINE.code : LINE.words), lines(message, LINE.code));
}

/** What a rule finds in its fixtures: as it is, and in a Deployment and in a template, which have names that are not short. */
function* found(rule: Rule): Generator<Finding> {
  for (const name of fixturesOf(rule).filter((file) => /^(?:example|flags).*(?<!\.after)\.yaml$/.test(file))) {
    const { text, settings } = parseFixture(readText(path.join(fixtureFolder(rule), name)));
    for (const finding of analyse(name, text, settingsFor(rule, { ...settings } as Parameters<typeof settingsFor>[1])).findings) {
      if (finding.rule !== rule || finding.missing) continue;
      yield finding;
      const { apiVersion } = finding.resource;
      if (apiVersion === undefined) continue;
      const resource = { apiVersion, kind: 'Deployment', name: undefined, namespace: undefined, podLabels: [['app', 'checkout-service']] as const };
      const container = finding.container === undefined ? {} : { container: 'checkout' };
      yield { ...finding, ...container, resource: { ...resource, name: 'checkout-service', namespace: 'shop' } };
      yield { ...finding, resource };
    }
  }
}

test('in a narrow window, no link of a card is below the fold', { timeout: 60_000 }, () => {
  const below = new Set<string>();
  for (const rule of RULES)
    for (const finding of found(rule)) {
      // what is no kind that we know has a line more, and is rare
      const high = height(`${finding.message} bulkhead(${rule.id})`, findingCard(finding, OPTIONS)) - (finding.structural ? 1 : 0);
      if (high > FOLD) below.add(`${rule.id}: ${high}`);
    }
  expect([...below]).toEqual([]);
});

test('in a narrow window, what a container lacks takes a line each', () => {
  const text = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - {name: web, image: example.com/web:1}\n';
  const { missing } = groups(analyse('web.yaml', text, { threatModel: 'multi-tenant' }).findings, true);
  expect(missing.map(({ target }) => target.kind)).toContain('container');
  for (const group of missing) expect(height(groupMessage(group), missingCard(group, OPTIONS))).toBeLessThanOrEqual(group.findings.length + 3);
});
