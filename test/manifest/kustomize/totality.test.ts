import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { build } from '../../../server/src/manifest/kustomize/build.ts';
import { parseFile } from '../../../server/src/syntax/parse.ts';
import { SEED } from '../../laws/cases.ts';

/** Pieces of which texts are made that are nearly right. */
const KEYS = [
  ...['resources', 'bases', 'components', 'namespace', 'namePrefix', 'nameSuffix', 'labels', 'commonLabels', 'commonAnnotations', 'images', 'replicas'],
  ...['patches', 'patchesStrategicMerge', 'patchesJson6902', 'configMapGenerator', 'secretGenerator', 'generatorOptions', 'replacements', 'vars'],
  ...['transformers', 'generators', 'helmCharts'],
];
const VALUES = [
  ...[
    '',
    'x',
    '[]',
    '{}',
    '~',
    '[[]]',
    '[{}]',
    '&a [*a]',
    '*nothing',
    '{{ .Values.x }}',
    '"{{ x }}"',
    '[a.yaml]',
    '[a.yaml, a.yaml]',
    '[.]',
    '[..]',
    '[../..]',
  ],
  ...['[{name: a, literals: [a=b, c], files: [a.yaml, "="], envs: [a.yaml]}]', '[{name: a, behavior: merge}]', '[{pairs: {a: b}, includeSelectors: true}]'],
  ...['[{path: a.yaml}]', '[{patch: "[", target: {kind: "("}}]', '[{target: {name: ".*"}, patch: "[{op: copy, from: /spec, path: /spec/x}]"}]'],
  ...['[{target: {}, patch: "{$patch: delete}"}]', '[{target: {kind: Pod}, patch: "spec: {containers: [{$patch: replace}, a, ~, []]}"}]', '[{patch: "- 1"}]'],
  ...[
    '[{name: a, count: x}]',
    '[{name: a, newTag: 1, digest: {}}]',
    '[{targets: [{select: {kind: Pod}, fieldPaths: ["spec.containers.[name=a].image", "[", "\\\\"]}]}]',
  ],
  ...['[{name: A}]', '{a: {b: c}, d: [1]}', '[1, [2], {a: b}]', '["https://example.org/x?ref=1", "github.com/a/b//c"]'],
];
const RESOURCES = [
  ...[
    '',
    'a',
    '[',
    '- a',
    'kind: Pod',
    'kind: Pod\nmetadata: {name: a}',
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: x}\nspec: {containers: [a, {name: a, image: "$(A)"}]}',
  ],
  ...['kind: List\nitems: [{kind: List, items: [1]}]', 'metadata: []\nkind: {}', 'kind: ConfigMap\nmetadata: {name: a}\ndata: &x {a: *x}'],
];

describe('a build', () => {
  it('takes any text as a Kustomization, and any files beside it', () => {
    const line = fc.tuple(fc.constantFrom(...KEYS), fc.constantFrom(...VALUES)).map(([key, value]) => `${key}: ${value}`);
    const text = fc.oneof(
      { weight: 8, arbitrary: fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n')) },
      { weight: 1, arbitrary: fc.string({ maxLength: 40 }) },
    );
    const check = (kustomization: string, above: string, resource: string) => {
      const texts = new Map([
        ['p/o/kustomization.yaml', kustomization],
        ['p/kustomization.yaml', above],
        ['p/o/a.yaml', resource],
        ['p/a.yaml', resource],
      ]);
      const parsed = (uri: string) => {
        const found = texts.get(uri);
        return found === undefined ? undefined : parseFile(found);
      };
      const made = build({ uri: 'p/o/kustomization.yaml', files: { text: (uri) => texts.get(uri), parsed }, parse: parseFile });
      expect(made.problems.every(({ site, message }) => texts.has(site.file) && message !== '')).toBe(true);
    };
    fc.assert(fc.property(text, text, fc.constantFrom(...RESOURCES), check), { numRuns: 1500, seed: SEED });
  });

  it('ends where each Kustomization names the next one many times', () => {
    const texts = (uri: string) => {
      const level = /^(\d+)\/kustomization\.yaml$/.exec(uri)?.[1];
      if (level === undefined) return uri === 'a.yaml' ? 'kind: Pod\nmetadata: {name: a}\nspec: {x: {y: z}}' : undefined;
      return Number(level) === 20
        ? 'resources: [../a.yaml]'
        : `resources: [${Array(20)
            .fill(`../${Number(level) + 1}`)
            .join(', ')}]`;
    };
    const parsed = (uri: string) => {
      const found = texts(uri);
      return found === undefined ? undefined : parseFile(found);
    };
    const { problems } = build({ uri: '0/kustomization.yaml', files: { text: texts, parsed }, parse: parseFile });
    expect(problems.map(({ code }) => code)).toContain('too-large');
  });

  it('ends where a patch copies a value into itself', () => {
    const operations = Array(60).fill('{op: copy, from: /spec, path: /spec/x}').join(', ');
    const texts = new Map([
      ['kustomization.yaml', `resources: [a.yaml]\npatches: [{target: {kind: Pod}, patch: "[${operations}]"}]`],
      ['a.yaml', 'kind: Pod\nmetadata: {name: a}\nspec: {x: {y: z}}'],
    ]);
    const parsed = (uri: string) => {
      const found = texts.get(uri);
      return found === undefined ? undefined : parseFile(found);
    };
    const { problems } = build({ uri: 'kustomization.yaml', files: { text: (uri) => texts.get(uri), parsed }, parse: parseFile });
    expect(problems.length).toBeLessThan(3);
  });
});
