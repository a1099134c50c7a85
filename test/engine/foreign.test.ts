import { describe, expect, test } from 'vitest';
import { adoption } from '../../server/src/engine/allow-faults.ts';
import { RULES } from '../../server/src/rules/index.ts';
import { checksOf, OTHER_TOOLS, type OtherTool, rulesNamed } from '../../server/src/rules/other-tools.ts';
import { applyEdits, editSet } from '../../server/src/text/text.ts';
import { analyse } from '../kit/laws.ts';

const pod = (...annotations: string[]) =>
  [
    'apiVersion: v1',
    'kind: Pod',
    'metadata:',
    '  name: shop',
    ...(annotations.length > 0 ? ['  annotations:', ...annotations.map((line) => `    ${line}`)] : []),
    'spec:',
    '  hostNetwork: true',
    '  containers:',
    '    - name: web',
    '      image: example/web:1',
    '      securityContext: { privileged: true }',
    '',
  ].join('\n');

const RULES_HERE = ['privileged-container', 'host-network'];
const told = (text: string, name = 'pod.yaml') => {
  const { findings, allowed, problems } = analyse(name, text);
  const ids = (all: typeof findings) => all.map(({ rule }) => rule.id).filter((id) => RULES_HERE.includes(id));
  return { told: ids(findings).sort(), allowed: ids(allowed).sort(), problems: problems.map(({ code }) => code) };
};

test('every row names rules that there are', () => {
  const ids = new Set(RULES.map(({ id }) => id));
  for (const tool of Object.keys(OTHER_TOOLS) as OtherTool[])
    for (const [check, rules] of checksOf(tool)) {
      expect(rules.length, check).toBeGreaterThan(0);
      expect(
        rules.filter((rule) => !ids.has(rule)),
        check,
      ).toEqual([]);
      expect(rulesNamed(check), check).toEqual(expect.arrayContaining(ids.has(check) ? [check] : [...rules]));
    }
});

describe('an exception for another tool', () => {
  const BOTH = { told: ['host-network', 'privileged-container'], allowed: [], problems: [] };

  test('counts for its resource', () => {
    expect(told(pod())).toEqual(BOTH);
    const one = { told: ['host-network'], allowed: ['privileged-container'], problems: [] };
    expect(told(pod('checkov.io/skip1: CKV_K8S_16=it builds images'))).toEqual(one);
    expect(told(pod('ignore-check.kube-linter.io/privileged-container: it builds images'))).toEqual(one);
    expect(told(`${pod('checkov.io/skip1: CKV_K8S_16=a')}---\n${pod()}`)).toEqual({ ...one, told: ['host-network', 'host-network', 'privileged-container'] });
  });

  test('does not count where it is another one', () => {
    expect(
      told(pod('checkov.io/skip1: CKV_K8S_1=a', 'checkov.io/skip: CKV_K8S_16=a', 'ignore-check.kube-linter.io/toString: a', 'checkov.io/skip2: 1')),
    ).toEqual(BOTH);
  });

  test('counts in JSON', () => {
    const json = (annotations: object) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'a', annotations },
        spec: { hostNetwork: true, containers: [{ name: 'web', image: 'a' }] },
      });
    expect(told(json({}), 'pod.json').told).toEqual(['host-network']);
    expect(told(json({ 'checkov.io/skip1': 'CKV_K8S_19=it routes' }), 'pod.json')).toEqual({ told: [], allowed: ['host-network'], problems: [] });
  });

  test('can be written as one of ours, with its reason', () => {
    const text = pod('team: shop # ours', 'checkov.io/skip1: CKV_K8S_16=it builds images until 2031-01-31 # old');
    const snapshot = analyse('pod.yaml', text);
    const [way] = snapshot.foreign.flatMap((allow) => adoption(snapshot, allow));
    expect(way?.mend).toEqual({ kind: 'adopt', tool: 'checkov', check: 'CKV_K8S_16' });
    const after = applyEdits(text, way?.edits ?? editSet([]));
    expect(after).toBe(`# bulkhead: allow privileged-container -- it builds images until 2031-01-31\n${pod('team: shop # ours')}`);
    expect(told(after)).toEqual(told(text));
  });

  test('without a reason stays as it is', () => {
    const snapshot = analyse('pod.yaml', pod('checkov.io/skip1: CKV_K8S_16'));
    expect(snapshot.foreign).toHaveLength(1);
    expect(snapshot.foreign.flatMap((allow) => adoption(snapshot, allow))).toEqual([]);
  });
});

test('the id of another tool stands for our rules', () => {
  const at = (comment: string) => told(pod().replace('  hostNetwork', `  # bulkhead: allow ${comment}\n  hostNetwork`));
  expect(at('CKV_K8S_19 -- it routes')).toEqual({ told: ['privileged-container'], allowed: ['host-network'], problems: [] });
  expect(at('CKV_K8S_17 -- it routes').problems).toEqual(['allow-unused']);
  expect(at('CKV_K8S_1717 -- it routes').problems).toEqual(['allow-unknown-rule']);
});
