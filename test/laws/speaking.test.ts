import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { dialectOf } from '../../server/src/engine/check.ts';
import { keysIn, speakersOf } from '../../server/src/engine/speaking.ts';
import { loadProject } from '../../server/src/manifest/compose/project.ts';
import { NO_FACTS, readResources } from '../../server/src/manifest/kubernetes/read.ts';
import { RULES } from '../../server/src/rules/index.ts';
import type { Report, RuleContext, Subjects } from '../../server/src/rules/rule.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import type { SyntaxDocument } from '../../server/src/syntax/source-file.ts';
import { NO_WORKSPACE } from '../../server/src/workspace/workspace.ts';
import { filesBelow } from '../kit/files.ts';
import { parseFixture } from '../kit/fixture.ts';
import { Cases, SEED, TIMEOUT } from './cases.ts';
import { pods } from './pods.ts';
import { workloads } from './workloads.ts';

/** A rule that is not asked, since none of the words is written on which it depends (`when`), has nothing to say. */
const TEST = path.join(import.meta.dirname, '..');
const CORPUS = path.join(TEST, '../../shared/corpus');
const EDITOR = path.join(TEST, 'editor');
const CONTEXT: Omit<RuleContext, 'options'> = {
  runtimeClass: undefined,
  threatModel: 'trusted-internal',
  podSecurity: undefined,
  kubernetesVersion: 36,
  intact: true,
  workspace: NO_WORKSPACE,
};

type Subject = { [S in keyof Subjects]: readonly [kind: S, subject: Subjects[S]] }[keyof Subjects];

function* subjectsIn(text: string): Iterable<{ readonly document: SyntaxDocument; readonly subjects: readonly Subject[] }> {
  const { documents } = parseFile(text);
  for (const { document, index } of documents) {
    const dialect = dialectOf(document, false);
    if (dialect === 'compose') {
      const { entries } = loadProject({ uri: 'compose.yaml', index, document, documents, files: undefined }, () => {});
      yield { document, subjects: entries.flatMap((entry) => entry.read() ?? []).map((service): Subject => ['compose.service', service]) };
    } else if (dialect === 'kubernetes') {
      const resources = readResources(index, document, NO_FACTS);
      const found = resources.flatMap((resource): Subject[] => [
        ['kubernetes.resource', resource],
        ...resource.pods.flatMap((pod): Subject[] => [
          ['kubernetes.pod', pod],
          ...pod.containers.map((container): Subject => ['kubernetes.container', container]),
        ]),
      ]);
      yield { document, subjects: found };
    }
  }
}

/** What rules would say that are not asked, and how many were not. */
function unasked(text: string): { readonly silent: number; readonly said: string[] } {
  const said: string[] = [];
  let silent = 0;
  for (const { document, subjects } of subjectsIn(text))
    for (const [kind, subject] of subjects) {
      const asked = new Set(speakersOf(document.root ? keysIn(document.root).names : undefined)[kind]);
      for (const rule of RULES) {
        const check = rule.check[kind] as ((subject: Subject[1], context: RuleContext) => Iterable<Report>) | undefined;
        if (!check || asked.has(rule)) continue;
        silent++;
        const options = DEFAULT_SETTINGS.rules.get(rule.id)?.options ?? {};
        for (const { message } of check(subject, { ...CONTEXT, options })) said.push(`${rule.id}: ${String(message)}`);
      }
    }
  return { silent, said };
}

const filesIn = (folder: string) => filesBelow(folder).filter((name) => /\.ya?ml$/.test(name) && !name.startsWith(EDITOR));

test.each([TEST, ...(existsSync(CORPUS) ? [CORPUS] : [])])('the files in %s', { timeout: TIMEOUT }, (folder) => {
  let silent = 0;
  for (const file of filesIn(folder)) {
    const text = readFileSync(file, 'utf8');
    const result = unasked(file.includes(`${path.sep}rules${path.sep}`) ? parseFixture(text).text : text);
    silent += result.silent;
    expect(result.said, file).toEqual([]);
  }
  expect(silent).toBeGreaterThan(10_000);
});

test('random workloads', { timeout: TIMEOUT }, () => {
  const cases = new Cases('rules that are not asked', 0.02);
  fc.assert(
    fc.property(
      fc.oneof(
        pods,
        workloads.map((workload) => workload.text),
      ),
      (text) => {
        const { silent, said } = unasked(text);
        cases.add(silent > 0 ? 'some not asked' : 'all asked');
        expect(said, text).toEqual([]);
      },
    ),
    { numRuns: cases.wanted, seed: SEED },
  );
  cases.report('some not asked', 0.9);
});
