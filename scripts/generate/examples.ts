import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Example } from '../../server/src/present/markdown/page.ts';

const FOLDER = 'test/rules';

/**
 * The documented examples of a rule, Kubernetes first. Each is a file `test/rules/<id>/example-<dialect>[-<number>].yaml`; the file with
 * `.after.yaml` is the result of its first fix.
 */
export function examplesOf(rule: string): Example[] {
  const folder = `${FOLDER}/${rule}`;
  const read = (name: string) => readFileSync(`${folder}/${name}`, 'utf8').replaceAll('\r\n', '\n');
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return (['kubernetes', 'compose'] as const).flatMap((dialect) =>
    names
      .filter((name) => name.startsWith(`example-${dialect}`) && !name.endsWith('.after.yaml'))
      .map((name): Example => {
        const after = name.replace(/\.yaml$/, '.after.yaml');
        return { dialect, bad: read(name), ...(names.includes(after) ? { good: read(after) } : {}) };
      }),
  );
}
