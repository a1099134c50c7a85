import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';

/** A service shares the network of the host through another file. Without it, its port would be published past the firewall. */
const FILES: Record<string, string> = {
  'compose.yaml': 'services:\n  db:\n    extends: { file: common.yaml, service: common }\n    image: postgres:17\n    ports: ["5432:5432"]\n',
  'common.yaml': 'services:\n  common:\n    image: example/web:1\n    network_mode: host\n',
};

/** What the fix of the shared network says when it is asked for in a file, beside the other one. */
function fixIn(uri: string, shown: boolean) {
  const engine = new Engine(DEFAULT_SETTINGS, { text: (name) => FILES[name], isShown: () => shown });
  for (const [name, text] of Object.entries(FILES)) if (shown) engine.update({ uri: name, text });
  const snapshot = engine.update({ uri, text: FILES[uri] as string });
  return snapshot.findings
    .filter(({ rule }) => rule.id === 'host-network')
    .flatMap((finding) => snapshot.fixesOf(finding).map((fix) => ({ reach: fix.reach, made: snapshot.compileFix(finding, fix) })));
}

describe('a fix in one file that would bring a weakness in another', () => {
  it.each([
    ['common.yaml', true],
    ['compose.yaml', false],
  ])('is refused where it is asked for in %s (with the other one open: %s)', (uri, shown) => {
    const fixes = fixIn(uri, shown);
    const all = fixes.filter(({ reach }) => reach && 'all' in reach);
    expect(all.length).toBeGreaterThan(0);
    for (const { made } of all)
      expect(made).toEqual({ ok: false, why: expect.stringContaining('it would bring port-published-all-interfaces: "db" publishes 5432:5432') });
  });
});
