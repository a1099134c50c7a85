import { expect, test } from 'vitest';
import { type Refusal, refusalText } from '../../server/src/fix/ops.ts';
import { actionsAt } from '../../server/src/present/lsp/actions.ts';
import type { LspContext } from '../../server/src/present/lsp/context.ts';
import { analyse } from '../kit/laws.ts';

const context: Partial<LspContext> = {
  uri: 'file:///manifest.yaml',
  version: 1,
  docsUrl: (rule) => rule,
  richMarkdown: true,
  promptForReason: true,
  noteApplied: false,
  resolveEdits: false,
  documentOf: (uri) => ({ uri, version: null }),
  documentChanges: true,
  disabledActions: true,
};

const pod = (spec: string) => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${spec}  containers:\n    - name: web\n      image: example/web:1\n`;

/** Manifests with a finding whose fix would need a forbidden edit. */
const CASES: Partial<Record<Refusal, readonly [text: string, at: string]>> = {
  templated: [pod('  hostPID: true {{- /* why */}}\n'), 'hostPID'],
  'odd-syntax': [pod('  ? hostPID\n  : true\n'), 'hostPID'],
  'syntax-error': ['services:\n  web:\n    image: nginx:1.27\n    privileged: true\n    "x\n', 'privileged'],
  'duplicate-key': [pod('  hostPID: true\n  hostPID: true\n'), 'hostPID'],
};

test.each(Object.entries(CASES))('a fix that is refused (%s) is shown disabled with the reason', (why, [text, at]) => {
  const uri = text.startsWith('api') ? 'file:///manifest.yaml' : 'file:///compose.yaml';
  const analysis = analyse(uri, text);
  const start = text.lastIndexOf(at);
  const reasons = actionsAt(analysis, { start, end: start }, undefined, { ...context, uri } as LspContext).flatMap((a) =>
    a.disabled ? [a.disabled.reason] : [],
  );
  expect(reasons.map((r) => r.toLowerCase()).join('\n')).toContain(refusalText(why as Refusal).toLowerCase());
});
