import path from 'node:path';
import { expect, test } from 'vitest';
import { saidBy, saidIn } from '../../scripts/generate/l10n.ts';

test('all that the client says can be translated', () => {
  const { translated, bypassing } = saidIn(path.join(import.meta.dirname, '../../client/src'));
  expect(bypassing).toEqual([]);
  expect(translated.length).toBeGreaterThan(40);
});

test('what bypasses the translation is found, ids and icons are none of it', () => {
  const source = [
    "window.showInformationMessage('No exceptions');",
    'pick.title = `Fix ${n} files`;',
    "items.push({ label: 'Settings' });",
    "run('bulkhead.fixWorkspace', '$(gear)', 'workbench.action.openSettings', `${a} · ${b}`);",
    "show(vscode.l10n.t('All of {0}', `Past it`));",
  ].join('\n');
  expect(saidBy('a.ts', source)).toEqual({
    translated: ['All of {0}'],
    bypassing: ['a.ts:1 No exceptions', 'a.ts:2 Fix ', 'a.ts:3 Settings', 'a.ts:5 Past it'],
  });
});
