import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { adoption } from '../../server/src/engine/allow-faults.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import type { LspContext } from '../../server/src/present/lsp/context.ts';
import { exceptionsIn } from '../../server/src/present/lsp/exceptions.ts';
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

describe('an exemption of Polaris', () => {
  test('counts for its resource, for one check or for all that Polaris has', () => {
    expect(told(pod('polaris.fairwinds.com/hostNetworkSet-exempt: "true"'))).toEqual({
      told: ['privileged-container'],
      allowed: ['host-network'],
      problems: [],
    });
    expect(told(pod('polaris.fairwinds.com/exempt: "true"'))).toEqual({ told: [], allowed: ['host-network', 'privileged-container'], problems: [] });
    expect(told(pod('polaris.fairwinds.com/exempt: "false"', 'polaris.fairwinds.com/x-exempt: "true"')).allowed).toEqual([]);
    // Polaris knows nothing of this
    expect(analyse('pod.yaml', pod('polaris.fairwinds.com/exempt: "true"')).findings.map(({ rule }) => rule.id)).toContain('runtime-class-missing');
  });

  test('can be written as one of ours: its form has no place for a reason', () => {
    const text = pod('polaris.fairwinds.com/runAsPrivileged-exempt: "true"');
    const snapshot = analyse('pod.yaml', text);
    const [way] = snapshot.foreign.flatMap((allow) => adoption(snapshot, allow));
    expect(applyEdits(text, way?.edits ?? editSet([]))).toBe(`# bulkhead: allow privileged-container -- taken over from Polaris\n${pod()}`);
  });
});

describe('a comment for Trivy', () => {
  const container = (comment: string) => pod().replace('    - name: web', `    ${comment}\n    - name: web`);
  const privileged = { told: ['host-network'], allowed: ['privileged-container'], problems: [] };

  test('counts for the block below it, by any form of the id, with its last day', () => {
    for (const id of ['KSV017', 'KSV-0017', 'avd-ksv-0017', 'AVD-KSV-0017', 'KSV018 trivy:ignore:KSV017', '*'])
      expect(told(container(`# trivy:ignore:${id}`)), id).toEqual(privileged);
    expect(told(container('#trivy:ignore:KSV017:exp:2999-12-31 it builds'))).toEqual(privileged);
    const over = new Engine({ ...DEFAULT_SETTINGS, today: '2026-02-01' }).analyse({ uri: 'pod.yaml', text: container('# trivy:ignore:KSV017:exp:2026-01-31') });
    expect(over.foreign).toEqual([]);
    expect(told(container('# trivy:ignore:KSV009')).allowed).toEqual([]);
    expect(told(container('# trivy:ignore:KSV017[name=web]')).allowed).toEqual([]);
  });

  test('counts for a document above its first line, for a line behind it, and not in a text', () => {
    expect(told(`# trivy:ignore:KSV009\n${pod()}---\n${pod()}`)).toEqual({
      told: ['host-network', 'privileged-container', 'privileged-container'],
      allowed: ['host-network'],
      problems: [],
    });
    expect(told(pod().replace('privileged: true }', 'privileged: true } # trivy:ignore:KSV017'))).toEqual(privileged);
    expect(told(pod('note: |', '  # trivy:ignore:KSV009')).allowed).toEqual([]);
  });

  test('can be written as one of ours, in its place', () => {
    const text = container('# trivy:ignore:KSV017:exp:2999-12-31 it builds images');
    const snapshot = analyse('pod.yaml', text);
    const [way, ...more] = snapshot.foreign.flatMap((allow) => adoption(snapshot, allow));
    expect(more).toEqual([]);
    const after = applyEdits(text, way?.edits ?? editSet([]));
    expect(after).toBe(container('# bulkhead: allow privileged-container -- it builds images until 2999-12-31'));
    expect(told(after)).toEqual(told(text));
  });
});

describe('a comment for KICS', () => {
  const NET = '6b6bdfb3-c3ae-44cb-88e4-7405c1ba2c8a';

  test('counts for a line, a block or a file', () => {
    const at = (comment: string, place: string) => told(pod().replace(place, `${comment}\n${place}`)).allowed;
    expect(at('  # kics-scan ignore-line', '  hostNetwork')).toEqual(['host-network']);
    expect(at('    # kics-scan ignore-block', '    - name: web')).toEqual(['privileged-container']);
    expect(at(`# kics-scan disable=${NET}`, 'apiVersion')).toEqual(['host-network']);
    expect(at('# kics-scan ignore', 'apiVersion')).toEqual(['host-network', 'privileged-container']);
    // what has to stand first does nothing elsewhere, and `enable` is no exception
    expect(at(`  # kics-scan disable=${NET}`, '  hostNetwork')).toEqual([]);
    expect(at(`# kics-scan enable=${NET}`, 'apiVersion')).toEqual([]);
  });

  test('counts in Compose, and can be written as one of ours for the file', () => {
    const text = '# kics-scan disable=4f31dd9f-2cc3-4751-9b53-67e4af83dac0\nservices:\n  web:\n    image: example/web:1\n    pid: host\n';
    const snapshot = analyse('compose.yaml', text);
    expect(snapshot.allowed.map(({ rule }) => rule.id)).toEqual(['host-pid']);
    const [way] = snapshot.foreign.flatMap((allow) => adoption(snapshot, allow));
    expect(applyEdits(text, way?.edits ?? editSet([]))).toBe(text.replace(/.*/, '# bulkhead: allow-file host-pid -- taken over from KICS'));
  });
});

test('all of them are listed, each with its tool', () => {
  const text = pod('checkov.io/skip1: CKV_K8S_16=it builds', 'polaris.fairwinds.com/hostPIDSet-exempt: "true"').replace(
    'spec:',
    'spec:\n  # kics-scan ignore-line\n  # trivy:ignore:KSV009:exp:2999-12-31 it routes',
  );
  expect(exceptionsIn(analyse('pod.yaml', text), { uri: 'file:///pod.yaml' } as LspContext).map(({ line, reason }) => [line, reason])).toEqual([
    [5, 'CKV_K8S_16 of Checkov: it builds'],
    [6, 'hostPIDSet of Polaris'],
    [8, 'all checks of KICS'],
    [9, 'KSV009 of Trivy: it routes until 2999-12-31'],
  ]);
});

test('the id of another tool stands for our rules', () => {
  const at = (comment: string) => told(pod().replace('  hostNetwork', `  # bulkhead: allow ${comment}\n  hostNetwork`));
  expect(at('CKV_K8S_19 -- it routes')).toEqual({ told: ['privileged-container'], allowed: ['host-network'], problems: [] });
  expect(at('CKV_K8S_17 -- it routes').problems).toEqual(['allow-unused']);
  expect(at('CKV_K8S_1717 -- it routes').problems).toEqual(['allow-unknown-rule']);
  for (const id of ['hostNetworkSet', 'KSV009', 'AVD-KSV-0009', '6b6bdfb3-c3ae-44cb-88e4-7405c1ba2c8a', 'C-0041'])
    expect(at(`${id} -- it routes`).allowed, id).toEqual(['host-network']);
});
