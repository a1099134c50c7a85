import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { factsIn } from '../../server/src/engine/facts.ts';
import { exposureText, reachText } from '../../server/src/present/reach/text.ts';
import { together } from '../../server/src/workspace/facts.ts';
import { Reach } from '../../server/src/workspace/reach/reach.ts';
import { ROOT } from '../kit/cli.ts';

/** Who reaches whom, as np-guard's analyzer says it: read where it is there. */
const SETS = path.join(ROOT, '../shared/conformance/reach');
const NAMES = existsSync(SETS) ? readdirSync(SETS) : [];

function reachOf(name: string): Reach {
  const folder = path.join(SETS, name, 'manifests');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(?:ya?ml|json)$/.test(file));
  return new Reach(together(files.map((file) => factsIn(readFileSync(path.join(folder, file), 'utf8'), file))));
}

const lines = (text: string) => text.trim().split('\n').sort();

describe.skipIf(NAMES.length === 0)('who reaches whom', () => {
  it.each(NAMES)('in %s', (name) => {
    const reach = reachOf(name);
    expect(lines(reachText(reach.edges()))).toEqual(lines(readFileSync(path.join(SETS, name, 'connections.txt'), 'utf8')));
  });

  it.each(NAMES.filter((name) => existsSync(path.join(SETS, name, 'exposure.txt'))))('and what is open to others in %s', (name) => {
    const reach = reachOf(name);
    const edges = reach.edges();
    expect(`${reachText(edges)}\n${exposureText(reach, edges)}`.trim()).toEqual(readFileSync(path.join(SETS, name, 'exposure.txt'), 'utf8').trim());
  });
});
