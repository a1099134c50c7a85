import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CHECKS, revisionAt } from '../../server/src/validity/pod-security/checks.ts';
import { evaluatePodSecurity } from '../../server/src/validity/pod-security/evaluate.ts';
import { readPod } from '../../server/src/validity/pod-security/pod.ts';
import { jsonPod, podOf, v } from './pods.ts';

/** Test data of kubernetes/pod-security-admission (Apache-2.0), as JSON lines beside the project. It is not part of the project. */
const FOLDER = new URL('../../../shared/conformance/', import.meta.url);
const FIXTURES = new URL('pss_fixtures.jsonl', FOLDER);
const UNIT_CASES = new URL('pss_unit_cases.jsonl', FOLDER);

interface Fixture {
  readonly level: 'baseline' | 'restricted';
  readonly name: string;
  readonly minors: readonly number[];
  readonly yaml: string;
  readonly groups: readonly { readonly message: string; readonly ids: readonly string[]; readonly minors: readonly number[] }[];
}

interface UnitCase {
  readonly fn: string;
  readonly test: string;
  readonly metadata: unknown;
  readonly spec: unknown;
  readonly allowed: boolean;
  readonly reason: string;
  readonly detail: string;
}

function lines<T>(url: URL): T[] {
  return readFileSync(url, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

/** Reads a name such as `capabilitiesRestricted_1_22`, `sysctlsV1Dot27` or `procMount1_35baseline`: a check, and the first minor version of its revision. */
function functionOf(name: string) {
  const [, check = '', minor = ''] = /^([a-zA-Z]+?)(?:_1_|V1Dot|1_)(\d+)(?:baseline)?$/.exec(name) ?? [];
  const flat = (text: string) => text.replace('_', '').toLowerCase();
  const spec = CHECKS.find(({ id }) => flat(id) === flat(check));
  const since = Number(minor);
  if (!spec?.revisions.some((revision) => revision.since === since)) throw new Error(`no revision stands for ${name}`);
  return revisionAt(spec, since);
}

if (existsSync(FIXTURES) && existsSync(UNIT_CASES)) {
  test('the upstream fixtures: verdict, checks and message of each at each version', () => {
    let pairs = 0;
    const wrong: unknown[] = [];
    for (const { level, name, yaml, minors, groups } of lines<Fixture>(FIXTURES)) {
      // as the library sees it: before that, the API server copies AppArmor annotations of a Pod into fields
      const pod = { ...podOf(yaml), ...(yaml.includes('apparmor.security') ? { kind: 'PodTemplate' } : {}) };
      const seen = groups.flatMap((group) => group.minors.map((minor) => ({ ...group, minor })));
      expect(seen.map(({ minor }) => minor).sort((a, b) => a - b)).toEqual([...minors].sort((a, b) => a - b));
      for (const { minor, ids, message } of seen) {
        pairs++;
        const verdict = evaluatePodSecurity(pod, level, v(minor));
        const got = { allowed: verdict.allowed, ids: verdict.violations.map((one) => one.check), message: verdict.message, undecided: verdict.undecided };
        const want = { allowed: ids.length === 0, ids, message, undecided: [] };
        if (JSON.stringify(got) !== JSON.stringify(want)) wrong.push({ level, name, minor, want, got });
      }
    }
    expect(wrong).toEqual([]);
    expect(pairs).toBe(4537);
  });

  const cases = lines<UnitCase>(UNIT_CASES);
  test('there are 95 upstream cases of single checks', () => expect(cases).toHaveLength(95));
  test.each(cases)('$fn: $test', ({ fn, metadata, spec, allowed, reason, detail }) => {
    const outcome = functionOf(fn)?.(readPod(jsonPod({ metadata, spec }), { defaults: false }));
    if (allowed) expect(outcome).toBe('allowed');
    else expect(outcome).toMatchObject({ reason, detail });
  });
} else {
  console.warn(`The upstream conformance data is not at ${fileURLToPath(FOLDER)}: only the project's own Pod Security cases are run.`);
  test('without the upstream conformance data, only our own cases run', () => {
    expect(existsSync(FIXTURES) && existsSync(UNIT_CASES)).toBe(false);
  });
}
