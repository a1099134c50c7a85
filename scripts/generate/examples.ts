import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Example } from '../../server/src/present/markdown/page.ts';

const FOLDER = 'test/rules';

/** An example with its file in the folder of its rule. */
export interface ExampleFile extends Example {
  readonly name: string;
}

/** The file with what the fix makes of an example. */
export function afterOf(name: string): string {
  return name.replace(/\.yaml$/, '.after.yaml');
}

/**
 * The documented examples of a rule, Kubernetes first. Each is a file `test/rules/<id>/example-<dialect>[-<number>].yaml`; the file with
 * `.after.yaml` is the result of its first fix.
 */
export function examplesOf(rule: string): ExampleFile[] {
  const folder = `${FOLDER}/${rule}`;
  const read = (name: string) => readFileSync(`${folder}/${name}`, 'utf8').replaceAll('\r\n', '\n');
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return (['kubernetes', 'compose'] as const).flatMap((dialect) =>
    names
      .filter((name) => name.startsWith(`example-${dialect}`) && !name.endsWith('.after.yaml'))
      .map((name): ExampleFile => {
        const after = afterOf(name);
        return { name, dialect, bad: read(name), ...(names.includes(after) ? { good: read(after) } : {}) };
      }),
  );
}
