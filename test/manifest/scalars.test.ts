import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { kubernetesScalars } from '../../server/src/manifest/scalars.ts';
import { follow } from '../../server/src/syntax/navigate.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import { scalarValue } from '../../server/src/syntax/yaml11.ts';

/**
 * Scalars as written, and the JSON that sigs.k8s.io/yaml 1.6.0 makes of them for the API server: its real answers.
 * `refused`: it refuses the whole text. An int64 field of the API accepts the numbers that encoding/json of Go accepts.
 */
const ROWS = readFileSync(path.join(import.meta.dirname, 'scalars.tsv'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => {
    const [text = '', json = ''] = line.split('\t');
    return [JSON.parse(text) as string, json] as const;
  });

function read(text: string) {
  const document = parseFile(`v: ${text}\n`).documents[0]?.document;
  const node = document && follow(document, ['v'])?.node;
  return node?.type === 'scalar' ? node : null;
}

it('is a table of more than 300 rows', () => expect(ROWS.length).toBeGreaterThan(300));

describe('a scalar of a Kubernetes manifest', () => {
  it.each(ROWS)('%j is %s', (text, json) => {
    const node = read(text);
    // our reader has no value for an invalid date, and kubectl refuses it: it is neither a boolean nor a number in both
    if (node === null && text.startsWith('!!timestamp')) return expect(json).toBe('refused');
    if (node === null || kubernetesScalars.isNull(node)) return expect(json).toBe('null');
    const { boolean, integer } = kubernetesScalars;
    const wanted = json === 'refused' ? undefined : JSON.parse(json);
    expect(boolean(node)).toBe(typeof wanted === 'boolean' ? wanted : undefined);
    const whole = /^-?\d+$/.test(json) && BigInt.asIntN(64, BigInt(json)) === BigInt(json);
    expect(integer(node)).toBe(whole ? Number(json) + 0 : undefined);
    // no field of a manifest holds bytes or dates: it is enough that they are neither booleans nor numbers
    if (/^!!(?:binary|timestamp)/.test(text)) return;
    if (typeof wanted === 'string') expect(scalarValue(node)).toBe(wanted);
    if (json === 'refused') expect(scalarValue(node)).toBeUndefined();
  });
});
