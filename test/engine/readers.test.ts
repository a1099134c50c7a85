import { expect, test } from 'vitest';
import { analyse } from '../kit/laws.ts';

const pod = (security: string) => `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: example/web:1
    securityContext:
${security.replaceAll(/^/gm, '      ')}
`;
const problems = (text: string) => {
  const { file, problems: all } = analyse('pod.yaml', text);
  return all.map(({ code, span }) => `${code}: ${file.text.slice(span.start, span.end)}`);
};

test('a version of YAML that kubectl refuses is told, in the document that has it', () => {
  const text = pod('privileged: false');
  expect(problems(`%YAML 1.2\n---\n${text}`)).toEqual(['yaml-version: %YAML 1.2']);
  expect(problems(`# first\n\n%YAML 1.2\n---\n${text}`)).toEqual(['yaml-version: %YAML 1.2']);
  expect(problems(`%YAML 1.1\n---\n${text}`)).toEqual([]);
  expect(problems(`${text}---\n# %YAML 1.2\n${text}`)).toEqual([]);
});

test('a merge below a key overrides it for kubectl, and is told', () => {
  expect(problems(pod('privileged: false\n<<: {privileged: true}'))).toEqual(['overridden-by-merge: privileged']);
  expect(problems(pod('privileged: false\n<<: [{runAsUser: 1}, {privileged: true}]'))).toEqual(['overridden-by-merge: privileged']);
  expect(problems(pod('<<: {privileged: true}\nprivileged: false'))).toEqual([]);
  expect(problems(pod('privileged: false\n<<: {runAsUser: 1000}'))).toEqual([]);
});

test('a date is shown as it is written', () => {
  const { findings } = analyse('pod.yaml', pod('procMount: !!timestamp 2001-01-01'));
  expect(findings.map(({ message }) => message).join()).toContain('"2001-01-01"');
});

const graph = (privileged: string) => `apiVersion: kro.run/v1alpha1
kind: ResourceGraphDefinition
metadata: {name: web}
spec:
  schema: {apiVersion: v1alpha1, kind: Web}
  resources:
  - id: web
    template:
      apiVersion: v1
      kind: Pod
      metadata: {name: "\${schema.spec.name}"}
      spec:
        containers:
        - name: web
          image: \${schema.spec.image}
          securityContext: {privileged: ${privileged}}
`;

test('the templates of a graph of kro are whole objects, and what an expression decides is unknown', () => {
  const rules = (text: string) => analyse('graph.yaml', text).findings.map(({ rule, path }) => `${rule.id} ${path.slice(0, 4).join('/')}`);
  const found = rules(graph('true'));
  expect(found).toContain('privileged-container spec/resources/0/template');
  expect(found).toContain('service-account-token-automounted spec/resources/0/template');
  const policy = graph('true').replace(
    /kind: Pod.*/s,
    'kind: NetworkPolicy\n      metadata: {name: web}\n      spec:\n        podSelector: {}\n        ingress: [{from: [{namespaceSelector: {matchLabels: "${schema.spec.labels}"}}]}]\n',
  );
  expect(rules(policy)).toEqual([]);
  expect(rules(graph('"${schema.spec.privileged}"')).filter((rule) => /^(?:privileged|field)/.test(rule))).toEqual([]);
});

test('an escaped dollar is no variable', () => {
  const found = (source: string) => analyse('compose.yaml', `services:\n  web:\n    image: example/web:1\n    volumes: ["${source}:/data"]\n`).findings;
  const paths = (source: string) => found(source).filter(({ rule }) => rule.id.startsWith('host-path'));
  expect(
    paths('$HOME/x')
      .map(({ message }) => message)
      .join(),
  ).toContain('~/x');
  expect(paths('$$HOME/x')).toEqual([]);
});
