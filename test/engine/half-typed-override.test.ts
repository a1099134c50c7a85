import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';

const BASE = 'services:\n  web:\n    image: example/web:1\n    pid: host\n    privileged: true\n';

/** What is found in the base file, beside an override. */
function found(override: string): string[] {
  const engine = new Engine(DEFAULT_SETTINGS, { text: (uri) => (uri.endsWith('override.yaml') ? override : undefined), isShown: () => true });
  return engine.analyse({ uri: 'file:///w/compose.yaml', text: BASE }).findings.map(({ rule }) => rule.id);
}

test.each([
  ['a first key', 'services:\n  web:\n    mem'],
  ['a later key', 'services:\n  web:\n    mem_limit: 1g\n    pri'],
  ['a value', 'services:\n  web:\n    privileged: fals'],
  ['a quoted value', 'services:\n  web:\n    privileged: "fal'],
])('%s that is half typed in an override takes nothing away from the base', (_, whole) => {
  const before = found(whole.slice(0, whole.lastIndexOf('\n') + 1));
  expect(before).toEqual(expect.arrayContaining(['host-pid', 'privileged-container']));
  for (let end = whole.lastIndexOf('\n') + 1; end <= whole.length; end++)
    expect([whole.slice(0, end), found(whole.slice(0, end))]).toEqual([whole.slice(0, end), before]);
});
