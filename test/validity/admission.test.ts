import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { NO_FACTS, readFacts, readResources } from '../../server/src/manifest/kubernetes/read.ts';
import type { FileFacts } from '../../server/src/manifest/kubernetes/views.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import { limitRangeDenials } from '../../server/src/validity/admission/limit-ranges.ts';
import { quotaDenials } from '../../server/src/validity/admission/quotas.ts';
import { admitted } from '../../server/src/validity/admission/resources.ts';
import { runtimeClassDenials } from '../../server/src/validity/admission/runtime-classes.ts';

interface Case {
  readonly spec: object;
  readonly ranges?: readonly object[];
  readonly quotas?: readonly object[];
}

/** Rows of: a name, a pod with what its namespace has, and what LimitRanger and the evaluator of quotas of Kubernetes 1.37.2 said, sorted. */
const CASES = readFileSync(new URL('admission.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as [what: string, one: Case, ...words: string[]]);

const object = (apiVersion: string, kind: string, rest: object) => JSON.stringify({ apiVersion, kind, metadata: { name: 'p', namespace: 'shop' }, ...rest });

function read(texts: readonly string[]) {
  const { documents } = parseFile(texts.join('\n---\n'));
  const all = documents.map(({ document, index }) => readFacts(index, document, 'p.yaml'));
  const facts: FileFacts = {
    ...NO_FACTS,
    limitRanges: all.flatMap((one) => one.limitRanges),
    quotas: all.flatMap((one) => one.quotas),
    runtimeClasses: all.flatMap((one) => one.runtimeClasses),
  };
  const [pod] = documents.flatMap(({ document, index }) => readResources(index, document, facts)).flatMap(({ pods }) => pods);
  if (!pod) throw new Error('no pod');
  return pod;
}

function denied(...texts: string[]): string[] {
  const pod = admitted(read(texts));
  return [...limitRangeDenials(pod), ...quotaDenials(pod)].map(({ words }) => words).sort();
}

const asYaml = (of: string, apiVersion = 'v1') => `apiVersion: ${apiVersion}\n${of}`;

describe('what Kubernetes 1.37.2 said', () => {
  test.each(CASES.map(([what, one, ...words]) => ({ what, one, words })))('$what', ({ one: { spec, ranges = [], quotas = [] }, words }) => {
    const namespace = [...ranges.map((range) => ['LimitRange', range] as const), ...quotas.map((quota) => ['ResourceQuota', quota] as const)];
    const beside = namespace.map(([kind, { metadata, ...rest }]: readonly [string, { metadata?: object }]) =>
      object('v1', kind, { metadata: { namespace: 'shop', ...metadata }, ...rest }),
    );
    expect(denied(object('v1', 'Pod', { spec }), ...beside)).toEqual(words);
  });
});

const POD = asYaml('kind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: web, image: web:1, resources: { limits: { memory: 2Gi } } }] }');
const RANGE = (max: string, name = 'limits', namespace = '') =>
  asYaml(`kind: LimitRange\nmetadata: { name: ${name}${namespace} }\nspec: { limits: [{ type: Container, max: { memory: ${max} } }] }`);

describe('what nobody knows', () => {
  test.each<[what: string, texts: string[]]>([
    ['another namespace', [POD, RANGE('1Gi', 'limits', ', namespace: shop')]],
    ['a maximum of a template', [POD, RANGE('"{{ .Values.max }}"')]],
    ['a limit of a template', [POD.replace('2Gi', '"{{ .Values.memory }}"'), RANGE('1Gi')]],
    ['limits of a template', [POD.replace('limits: { memory: 2Gi }', 'limits: {{ .Values.limits }}'), RANGE('1Gi')]],
    ['two LimitRanges of one name', [POD, RANGE('1Gi'), RANGE('4Gi')]],
    ['no amount', [POD.replace('2Gi', 'much'), RANGE('1Gi')]],
  ])('%s refuses nothing', (_, texts) => expect(denied(...texts)).toEqual([]));

  test('two LimitRanges that differ by name count both', () => {
    expect(denied(POD, RANGE('1Gi', 'a'), RANGE('1500Mi', 'b'))).toEqual([
      'maximum memory usage per Container is 1500Mi, but limit is 2Gi',
      'maximum memory usage per Container is 1Gi, but limit is 2Gi',
    ]);
  });

  test('the same LimitRange in two files is one', () => {
    expect(denied(POD, RANGE('1Gi'), RANGE('1Gi'))).toEqual(['maximum memory usage per Container is 1Gi, but limit is 2Gi']);
  });
});

describe('RuntimeClasses', () => {
  const pod = (fields: string) =>
    asYaml(`kind: Pod\nmetadata: { name: web }\nspec: { runtimeClassName: kata, ${fields}, containers: [{ name: web, image: web:1 }] }`);
  const kata = (fields: string) => asYaml(`kind: RuntimeClass\nmetadata: { name: kata }\nhandler: kata${fields}`, 'node.k8s.io/v1');
  const overhead = '\noverhead: { podFixed: { memory: 128Mi } }';
  // the words of plugin/pkg/admission/runtimeclass 1.37.2
  test.each<[pod: string, kata: string, words: string[]]>([
    ['overhead: { memory: 128Mi }', overhead, []],
    ['overhead: { memory: 131072Ki }', overhead, []],
    ['overhead: { memory: 64Mi }', overhead, ["pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"]],
    ['overhead: { memory: 64Mi }', '', ['pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead']],
    ['overhead: { memory: "{{ .Values.m }}" }', overhead, []],
    ['hostname: a', overhead, []],
    ['nodeSelector: { kata: "true" }', '\nscheduling: { nodeSelector: { kata: "true" } }', []],
    [
      'nodeSelector: { kata: "no" }',
      '\nscheduling: { nodeSelector: { kata: "true" } }',
      ['conflict: runtimeClass.scheduling.nodeSelector[kata] = true; pod.spec.nodeSelector[kata] = no'],
    ],
  ])('%s with %j', (fields, of, words) => {
    expect([...runtimeClassDenials(read([pod(fields), kata(of)]))].map((denial) => denial.words)).toEqual(words);
  });

  test('of two with one name nobody knows which counts', () => {
    expect([...runtimeClassDenials(read([pod('overhead: { memory: 1Mi }'), kata(overhead), kata('')]))]).toEqual([]);
  });
});
