import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';

/** The findings of a file that is checked alone, each with the name of its service. */
function found(files: Readonly<Record<string, string>>, main = 'base.yaml'): string[] {
  const { findings } = new Engine(DEFAULT_SETTINGS, { text: (uri) => files[uri] }).analyse({ uri: main, text: files[main] as string });
  return findings.map(({ rule, target }) => `${target.called.name} ${rule.id}`);
}

const BASE = 'services:\n  web:\n    image: example/web:1\n    privileged: true\n  db:\n    image: example/db:1\n';
const OVERRIDE = 'services:\n  web: { privileged: !reset null, read_only: true }\n  db: { pid: host }\n  more: { image: example/more:1, privileged: true }\n';

describe('an included file that is checked alone', () => {
  it('has what an override of the including file sets', () => {
    const files = { 'compose.yaml': 'include: [base.yaml]\n', 'base.yaml': BASE, 'compose.override.yaml': OVERRIDE };
    const all = found(files);
    expect(all).not.toContain('web privileged-container');
    expect(all).not.toContain('web writable-root-filesystem');
    expect(all).toContain('db writable-root-filesystem');
    expect(all).toContain('db host-pid');
    // that service is judged where it is written
    expect(all.filter((one) => one.startsWith('more'))).toEqual([]);
  });

  it('also where a file between them includes it', () => {
    const files = { 'compose.yaml': 'include: [in.yaml]\n', 'in.yaml': 'include: [base.yaml]\n', 'base.yaml': BASE, 'compose.override.yaml': OVERRIDE };
    expect(found(files)).not.toContain('web privileged-container');
    expect(found(files)).toContain('db host-pid');
  });

  it('wins over a file that is merged before the including file', () => {
    const env = (order: string) => ({ 'compose.yaml': 'include: [base.yaml]\n', 'base.yaml': BASE, 'other.yaml': OVERRIDE, '.env': `COMPOSE_FILE=${order}\n` });
    expect(found(env('other.yaml:compose.yaml'))).toContain('web privileged-container');
    expect(found(env('compose.yaml:other.yaml'))).not.toContain('web privileged-container');
    expect(found(env('other.yaml:compose.yaml'), 'other.yaml')).toContain('db host-pid');
  });

  it('has nothing of an override that no including file is merged with', () => {
    const all = found({ 'base.yaml': BASE, 'compose.override.yaml': OVERRIDE });
    expect(all).toContain('web privileged-container');
    expect(all).not.toContain('db host-pid');
  });
});
