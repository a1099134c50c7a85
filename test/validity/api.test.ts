import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { builtInPodPath } from '../../server/src/manifest/kubernetes/fields.ts';
import { NO_FACTS, readResources } from '../../server/src/manifest/kubernetes/read.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import { evaluateApi } from '../../server/src/validity/api/evaluate.ts';

/** Answers of the validation of Kubernetes 1.37.2, as JSON lines beside the project. They are not part of the project. */
const ANSWERS = new URL('../../../shared/conformance/api_validation.jsonl.gz', import.meta.url);

interface Answer {
  readonly key: string;
  readonly yaml: string;
  readonly valid: boolean;
  readonly errors: readonly { readonly field: string; readonly type: string; readonly message: string }[];
}

/** Changes to a valid pod. */
interface Change {
  readonly kind?: 'Deployment' | 'CronJob';
  readonly annotations?: object;
  /** Fields of the spec, of the security context of the pod, of that of the container, and of the container "a". */
  readonly spec?: object;
  readonly pod?: object;
  readonly security?: object;
  readonly container?: object;
}

/** Rows of: a name, the change, and the errors that Kubernetes 1.37.2 gave, in its words; none if it accepted the pod. Go values that it dumps are left out. */
const CASES = readFileSync(new URL('cases.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as [what: string, change: Change, ...errors: string[]]);

function judge(text: string, minor = 37) {
  const document = parseFile(text).documents[0]?.document;
  const resource = document && readResources(0, document, NO_FACTS)[0];
  const path = resource && builtInPodPath(resource.ref);
  if (!resource || !path) throw new Error('the text has no workload');
  const at = (...steps: readonly string[]) => resource.spot.get(...steps);
  const verdict = evaluateApi({ ref: resource.ref, metadata: at(...path.slice(0, -1), 'metadata'), spec: at(...path) }, minor);
  if (!verdict) throw new Error('the kind is not judged');
  return verdict;
}

function manifest({ kind, annotations = {}, spec, pod = {}, security = {}, container }: Change): string {
  const podSpec = { securityContext: pod, containers: [{ name: 'a', image: 'i', securityContext: security, ...container }], ...spec };
  const metadata = { labels: { a: 'b' }, annotations };
  const template = { metadata, spec: podSpec };
  if (kind === 'Deployment') return JSON.stringify({ apiVersion: 'apps/v1', kind, spec: { selector: { matchLabels: { a: 'b' } }, template } });
  if (kind === 'CronJob') return JSON.stringify({ apiVersion: 'batch/v1', kind, spec: { jobTemplate: { spec: { template } } } });
  return JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata, spec: podSpec });
}

describe('the answers of Kubernetes 1.37.2', () => {
  test.each(CASES.map(([what, change, ...errors]) => ({ what, change, errors })))('$what', ({ change, errors }) => {
    const { answer, refusals } = judge(manifest(change));
    expect([...new Set(refusals.map(({ field, message }) => `${field}: ${message}`))].sort()).toEqual([...errors].sort());
    expect(answer).toBe(errors.length > 0 ? 'invalid' : 'valid');
  });
});

test('an older API server drops what it does not know, and takes the rest', () => {
  const mount = { name: 'v', mountPath: '/v', recursiveReadOnly: 'Enabled' };
  const refused = (change: Change, minor: number) => judge(manifest(change), minor).answer === 'invalid';
  const image: Change = { spec: { volumes: [{ name: 'v', image: { reference: 'i' } }] }, container: { volumeMounts: [mount] } };
  const recursive: Change = { spec: { volumes: [{ name: 'v', emptyDir: {} }] }, container: { volumeMounts: [mount] } };
  const users: Change = { spec: { hostUsers: false, hostPID: true } };
  const profile: Change = { pod: { appArmorProfile: { type: 'Sometimes' } } };
  expect([34, 35].map((minor) => refused(image, minor))).toEqual([false, true]);
  expect([30, 31].map((minor) => refused(recursive, minor))).toEqual([false, true]);
  expect([32, 33].map((minor) => refused(users, minor))).toEqual([false, true]);
  expect([29, 30].map((minor) => refused(profile, minor))).toEqual([false, true]);
});

test('a StatefulSet may mount what its claim templates give', () => {
  const template = { spec: { containers: [{ name: 'a', image: 'i', volumeMounts: [{ name: 'data', mountPath: '/data' }] }] } };
  const of = (kind: string) => judge(JSON.stringify({ apiVersion: 'apps/v1', kind, spec: { template } })).answer;
  expect([of('StatefulSet'), of('DaemonSet')]).toEqual(['valid', 'invalid']);
});

describe('an unknown value gives no error', () => {
  const pod = (lines: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n${lines}\n  containers:\n  - {name: a, image: i}\n`;
  test.each(['  hostUsers: {{ .x }}\n  hostPID: true', '  hostPID: true\n  shareProcessNamespace: *none', '  os: {name: "{{ .os }}"}\n  hostUsers: false'])(
    '%j',
    (lines) => {
      expect(judge(pod(lines))).toEqual({ answer: 'undecided', refusals: [] });
    },
  );

  test('an error beside an unknown value is reported', () => {
    expect(judge(pod('  nodeName: {{ .x }}\n  hostUsers: false\n  hostIPC: true')).answer).toBe('invalid');
  });
});

/** In YAML 1.1, `n` without quotes is false and not the name of a node. The decoder refuses such an object before validation. */
const UNDECODABLE = /^ *nodeName: n$/m;

if (existsSync(ANSWERS)) {
  test('for all workloads that the API server validates, our verdict, fields, types and words are the same', () => {
    const answers = gunzipSync(readFileSync(ANSWERS))
      .toString('utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Answer);
    const wrong: unknown[] = [];
    let valid = 0;
    let undecodable = 0;
    for (const { key, yaml, valid: accepted, errors } of answers) {
      if (UNDECODABLE.test(yaml)) {
        undecodable++;
        continue;
      }
      const { answer, refusals } = judge(yaml);
      if (answer === 'valid') valid++;
      const said = (list: Answer['errors']) => [...new Set(list.map(({ field, type, message }) => `${field} ${type} ${message}`))].sort();
      const [got, want] = [said(refusals), said(errors)];
      if ((answer === 'valid') !== accepted || JSON.stringify(got) !== JSON.stringify(want)) wrong.push({ key, answer, got, want });
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(answers).toHaveLength(3000);
    // the data also calls the workloads valid that were never validated: 1,916 in all
    expect({ valid, undecodable }).toEqual({ valid: 1784, undecodable: 132 });
    expect(answers.filter((one) => one.valid)).toHaveLength(1916);
  });
} else {
  console.warn(`The API server's answers are not at ${fileURLToPath(ANSWERS)}: only the project's own cases are run.`);
}
