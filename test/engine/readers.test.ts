import { expect, test } from 'vitest';
import { gapsIn } from '../../server/src/engine/unjudged.ts';
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

test('a value that such a merge replaces is not judged, and that is told', () => {
  const gaps = (text: string) => gapsIn(analyse('pod.yaml', text)).length;
  expect(gaps(pod('privileged: false\n<<: {privileged: true}'))).toBe(1);
  expect(gaps(pod('privileged: true\n<<: {privileged: true}'))).toBe(0);
  expect(gaps(pod('<<: {privileged: true}\nprivileged: false'))).toBe(0);
  expect(gaps(pod('<<: {privileged: true}\nprivileged: false\n<<: {runAsUser: 1}'))).toBe(0);
  expect(gaps(pod('<<: {privileged: false, <<: {privileged: true}}'))).toBe(1);
});

const privileged = (text: string, file = 'pod.yaml') =>
  analyse(file, text)
    .findings.filter(({ rule }) => rule.id === 'privileged-container')
    .map(({ document }) => document);

// seen with `kubectl label --local -f FILE -o yaml` of 1.34
test('of several merges each counts, the last one most', () => {
  expect(privileged(pod('<<: {privileged: true}\n<<: {runAsUser: 1}'))).toEqual([0]);
  expect(privileged(pod('<<: {privileged: false}\n<<: {privileged: true}'))).toEqual([0]);
  expect(privileged(pod('<<: {privileged: true}\n<<: {privileged: false}'))).toEqual([]);
  expect(privileged(pod('<<: [{privileged: true}, {privileged: false}]'))).toEqual([0]);
});

test('in quotes or with a tag of texts, a merge key is none', () => {
  const runsAsRoot = (text: string) => analyse('pod.yaml', text).findings.some(({ rule }) => rule.id === 'run-as-root');
  expect(runsAsRoot(pod('<<: {runAsNonRoot: true}'))).toBe(false);
  expect(runsAsRoot(pod('!!merge <<: {runAsNonRoot: true}'))).toBe(false);
  for (const key of ['"<<"', "'<<'", '!!str <<']) expect(runsAsRoot(pod(`${key}: {runAsNonRoot: true}`)), key).toBe(true);
});

test('a key that is an alias is told, and one may have an anchor', () => {
  const text = pod('*key : true').replace('name: web}', 'name: web, annotations: {x: &key privileged}}');
  expect(problems(text)).toEqual(['alias-key: *key']);
  expect(gapsIn(analyse('pod.yaml', text))).toHaveLength(1);
  expect(problems(pod('? *key\n: true'))).toEqual(['alias-key: *key']);
  const anchored = pod('capabilities: {add: [*key]}').replace('name: web}', 'name: web, annotations: {&key SYS_ADMIN: x}}');
  expect(problems(anchored)).toEqual([]);
  expect(analyse('pod.yaml', anchored).findings.map(({ rule }) => rule.id)).toContain('capability-added-sys-admin');
});

test('binary is a text, also as a key', () => {
  expect(privileged(pod('!!binary cHJpdmlsZWdlZA==: true'))).toEqual([0]);
  const rules = (security: string) => analyse('pod.yaml', pod(security)).findings.map(({ rule }) => rule.id);
  for (const form of ['!!binary U1lTX0FETUlO', '!!binary "U1lTX0FETUlO"', '!<tag:yaml.org,2002:binary> U1lTX0FETUlO'])
    expect(rules(`capabilities: {add: [${form}]}`), form).toContain('capability-added-sys-admin');
  expect(rules('privileged: !!binary dHJ1ZQ=='), 'a text is no boolean').toContain('field-wrong-type');
});

test('JSON objects that follow each other are judged, each', () => {
  const object = (value: boolean) =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `web-${value}` },
      spec: { containers: [{ name: 'web', image: 'example/web:1', securityContext: { privileged: value } }] },
    });
  const text = `${object(true)}\n${object(false)}${object(true)}\n`;
  for (const file of ['pods.json', 'pods.yaml']) expect(privileged(text, file), file).toEqual([0, 2]);
  expect(problems(text)).toEqual([]);
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

test('a pod that has a line of a CustomResourceDefinition is read as a whole', () => {
  const rest = `spec:\n  hostPID: true\n  containers: [{name: web, image: example/web:1}]\n# ${'x'.repeat(2000)}\n`;
  const inText = 'metadata: {name: web, annotations: {x: "\nkind: CustomResourceDefinition\n"}}\n';
  const indented = `${inText.replace('\n"', '\n  "')}${rest}`.replaceAll(/^(?=metadata|spec| {2}(?:host|cont))/gm, '  ');
  for (const text of [
    `apiVersion: v1\nkind: CustomResourceDefinition\n"kind": Pod\nmetadata: {name: web}\n${rest}`,
    `apiVersion: v1\nkind: CustomResourceDefinition\n? kind\n: Pod\nmetadata: {name: web}\n${rest}`,
  ])
    expect(
      analyse('pod.yaml', text).findings.map(({ rule }) => rule.id),
      text.slice(0, 100),
    ).toContain('host-pid');
  const merged = `kind: CustomResourceDefinition\napiVersion: apiextensions.k8s.io/v1\n<<: {kind: Pod, apiVersion: v1}\nmetadata: {name: web}\n${rest}`;
  expect(gapsIn(analyse('pod.yaml', merged))).toHaveLength(2);
  // `yaml` cannot read these, unlike kubectl: at least that is told
  for (const text of [`apiVersion: v1\nkind: Pod\n${inText}${rest}`, `  apiVersion: v1\n  kind: Pod\n${indented}`])
    expect(problems(text), text.slice(0, 100)).not.toEqual([]);
});
