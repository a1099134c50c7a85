import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RULES } from '../server/src/rules/index.ts';

/** Every row of the standards whose id and title were read in a text, where they lie beside the project. */
const ROWS = new URL('../../shared/knowledge/standards.json', import.meta.url);

interface Row {
  readonly framework: string;
  readonly version: string;
  readonly id: string;
  readonly verified: boolean;
}

/** For each name that rules cite, how its rows are called. */
const FRAMEWORKS: Readonly<Record<string, (row: Row, id: string) => boolean>> = {
  'CIS Kubernetes 1.12': ({ framework, version, id }, wanted) => framework === 'CIS Kubernetes Benchmark' && version === '1.12' && id === wanted,
  'CIS Docker 1.6.0': ({ framework, version, id }, wanted) => framework === 'CIS Docker Benchmark' && version === '1.6.0' && id === wanted,
  'OWASP Kubernetes Top Ten 2025': ({ framework, id }, wanted) => framework === 'OWASP Kubernetes Top Ten' && id === `${wanted}:2025`,
  'OWASP NHI Top 10 2025': ({ framework, id }, wanted) => framework === 'OWASP NHI Top 10' && id === `${wanted}:2025`,
  'NIST CSF 2.0': ({ framework, version, id }, wanted) => framework === 'NIST CSF' && version === '2.0' && id === wanted,
  'NIST SP 800-190': ({ framework, id }, wanted) => framework === 'NIST SP 800-190' && id === wanted,
  'NIST SP 800-53': ({ framework, id }, wanted) => framework === 'NIST SP 800-53' && id === wanted,
  'MITRE ATT&CK': ({ framework, id }, wanted) => framework.startsWith('MITRE') && id === wanted,
};

const cited = RULES.flatMap(({ id: rule, standards }) =>
  standards.flatMap((standard) => {
    const [name, ids] = standard.split(/: /, 2) as [string, string];
    return name.startsWith('PSS') ? [] : ids.split(', ').map((id) => ({ rule, name, id }));
  }),
);

test('rules cite the frameworks that are known, each by an id', () => {
  const wrong = cited.filter(({ name, id }) => !Object.hasOwn(FRAMEWORKS, name) || !/^[A-Z0-9][\w.()-]*$/.test(id));
  expect(wrong).toEqual([]);
  expect(cited.length).toBeGreaterThan(300);
});

test('NET_RAW alone is about NET_RAW', () => {
  const rules = cited.filter(({ name, id }) => name === 'CIS Kubernetes 1.12' && id === '5.2.8').map(({ rule }) => rule);
  expect(rules.sort()).toEqual(['capabilities-not-dropped', 'capability-added-all', 'capability-added-net-raw']);
});

test('every id that a rule cites was read in the standard', () => {
  const rows = existsSync(ROWS) ? (JSON.parse(readFileSync(ROWS, 'utf8')) as { rows: Row[] }).rows.filter(({ verified }) => verified) : undefined;
  if (!rows) console.warn('test/standards.test.ts: no ../shared/knowledge beside the project, so ids are not looked up');
  const unread = rows ? cited.filter(({ name, id }) => !rows.some((row) => FRAMEWORKS[name]?.(row, id))) : [];
  expect(unread).toEqual([]);
});
