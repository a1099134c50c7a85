import { describe, expect, it } from 'vitest';
import type { Finding } from '../../server/src/engine/finding.ts';
import { groups, type MissingGroup } from '../../server/src/engine/groups.ts';
import { CAPABILITY_NAMES } from '../../server/src/isolation/capability-facts.ts';
import { COMPOSE } from '../../server/src/isolation/knowledge/compose.ts';
import { KUBERNETES } from '../../server/src/isolation/knowledge/kubernetes.ts';
import { knowledgeFor } from '../../server/src/isolation/knowledge/lookup.ts';
import { EXAMPLES } from '../../server/src/present/markdown/examples.ts';
import { findingCard, knowledgeCard, missingCard, runtimeCheck } from '../../server/src/present/markdown/hover.ts';
import { renderMissingPage, renderRuleIndex, renderRulePage } from '../../server/src/present/markdown/page.ts';
import { code, plain, table } from '../../server/src/present/markdown/text.ts';
import { FAMILIES, RULES } from '../../server/src/rules/index.ts';
import { analyse } from '../kit/laws.ts';

const docsUrl = (rule: string) => `https://example.com/${rule}.md`;
const RICH = { rich: true, docsUrl };
const PLAIN = { rich: false, docsUrl };

function findings(text: string): readonly Finding[] {
  return analyse('compose.yaml', text).findings;
}

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  hostPID: true\n  containers:\n    - {name: web, image: nginx}\n';

describe('the card of a finding', () => {
  const finding = findings(POD).find(({ rule }) => rule.id === 'host-pid') as Finding;

  it('has at most six lines, without a table: the risk, the fix, the command, the way to the rest', () => {
    const lines = findingCard(finding, RICH).split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^\$\(error\) \*\*Host PID namespace shared\*\* · (critical|high) *$/);
    expect(lines[1]).toMatch(/^\*\*Risk\*\* /);
    expect(lines[2]).toMatch(/^\*\*Fix\*\* Remove hostPID \*\(review\)\* *$/);
    expect(lines[3]).toMatch(/^\*\*Check\*\* `kubectl /);
    expect(lines[4]).toBe(`[host-pid](${docsUrl('host-pid')})`);
    const links = () => ({ fix: 'command:a?(1)', explain: 'command:b', allow: 'command:c' });
    expect(
      findingCard(finding, { ...RICH, links })
        .split('\n')
        .at(-1),
    ).toBe('[Fix…](command:a?%281%29) · [Explain host-pid](command:b) · [Allow here…](command:c)');
  });

  it('leads to more than a fix where there is none, or none that can be made', () => {
    const links = () => ({ fix: 'command:a' });
    const image = findings(POD).find(({ rule }) => rule.id === 'image-mutable-reference') as Finding;
    expect(findingCard(image, { ...RICH, links })).toMatch(/No automatic fix: .*\n.*\n\[More…\]/);
    expect(findingCard(finding, { ...RICH, links, refusal: () => 'it is written in an odd form' })).toMatch(/No quick fix here: it is .*\[More…\]/s);
  });

  it('uses words in editors without theme icons', () => {
    expect(findingCard(finding, PLAIN)).not.toContain('$(');
  });

  it('names the pod or service in the command, if the file does', () => {
    expect(findingCard(finding, RICH)).toContain('kubectl get pod web ');
    const deployment = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec:\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n      containers:\n        - {name: app, image: nginx, securityContext: {privileged: true}}\n`;
    const privileged = findings(deployment).find(({ rule }) => rule.id === 'privileged-container') as Finding;
    expect(findingCard(privileged, RICH)).toContain('`kubectl exec -n shop deploy/web -c app -- ');
    const odd = findings(deployment.replace('{name: web,', '{name: "$(x)",')).find(({ rule }) => rule.id === 'privileged-container') as Finding;
    expect(findingCard(odd, RICH)).toContain('`kubectl exec NAME -- ');
    const labelled = deployment.replace('securityContext: {privileged: true}', '').replace('      containers:', '      hostPID: true\n      containers:');
    const hostPid = findings(labelled).find(({ rule }) => rule.id === 'host-pid') as Finding;
    expect(findingCard(hostPid, RICH)).toContain("`kubectl get pod -n shop -l a=b -o jsonpath='{.items[*].spec.hostPID}'`");
    // the page has all commands
    expect(runtimeCheck(hostPid)).toContain("'; kubectl exec -n shop deploy/web -- ");
    const strange = findings(labelled.replaceAll('{a: b}', '{a: b, c: "$(x)"}')).find(({ rule }) => rule.id === 'host-pid') as Finding;
    expect(findingCard(strange, RICH)).toContain('kubectl get pod -n shop -l a=b -o ');
    const service = findings('services:\n  shop:\n    image: a\n    pid: host\n').find(({ rule }) => rule.id === 'host-pid') as Finding;
    expect(findingCard(service, RICH)).toContain(' shop');
    expect(findingCard(service, RICH)).not.toContain('SERVICE');
  });
});

describe('the card of missing protections', () => {
  const groupOf = (text: string) => groups(findings(text), true).missing.find(({ target }) => target.kind === 'container') as MissingGroup;
  const missing = groupOf(POD);

  it('has a line for each, with its page', () => {
    const lines = missingCard(missing, RICH).split('\n');
    expect(lines[0]).toMatch(/^\*\*Requested isolation of `web`\*\*: “Harden” sets \d · \d (?:is|are) yours to decide *$/);
    const [sets, decide] = lines[0]?.match(/\d+/g) ?? [];
    expect(Number(sets) + Number(decide)).toBe(missing.findings.length);
    expect(lines.slice(1)).toHaveLength(missing.findings.length);
    for (const line of lines.slice(1)) expect(line).toMatch(/^\$\((?:error|warning|info)\) \[[^\]]+\]\(https:[^)]+\): .+ \*\((?:safe|review|manual)\)\* *$/);
    const links = () => ({ fix: 'command:a', explain: 'command:b' });
    expect(missingCard(missing, { ...RICH, links }).split('\n')[0]).toContain('[Harden…](command:a) sets ');
    expect(missingCard(missing, PLAIN)).not.toContain('$(');
  });

  it('gives the reason where a fix cannot be made', () => {
    const card = missingCard(groupOf(POD.replace('image: nginx', 'image: nginx, securityContext: {privileged: true}')), RICH);
    expect(card).toMatch(/no privilege escalation\].* \*\(remove privileged first: the API server rejects both together\)\*/);
  });

  it('says once what stands in the way of all, and does not point to Harden then', () => {
    const why = 'mend the text around it first, which is not valid YAML yet';
    const card = missingCard(missing, { ...RICH, refusal: () => why });
    expect(card).toContain(`missing. No quick fix here: ${why}.`);
    expect(card.split(why)).toHaveLength(2);
    expect(card).not.toContain('Harden');
  });

  it('a name is never Markdown, however it begins; an object without a name is called by its kind', () => {
    const firstLine = (metadata: string) => {
      const [group] = groups(findings(POD.replace('{name: web}', metadata)), true).missing.filter(({ target }) => target.kind === 'pod');
      return missingCard(group as MissingGroup, RICH).split('\n')[0];
    };
    expect(firstLine('{name: "this ![x](https://example.com/x.png)"}')).toContain('the pod of `this ![x](https://example.com/x.png)`**');
    expect(firstLine('{}')).toContain('the pod of this Pod**');
  });
});

describe('knowledge', () => {
  it.each([
    ['kubernetes', ['spec', 'hostPID'], 'true'],
    ['kubernetes', ['spec', 'template', 'spec', 'hostUsers'], 'false'],
    ['kubernetes', ['spec', 'template', 'spec', 'runtimeClassName'], 'gvisor'],
    ['kubernetes', ['spec', 'jobTemplate', 'spec', 'template', 'spec', 'automountServiceAccountToken'], 'false'],
    ['kubernetes', ['automountServiceAccountToken'], 'false'],
    ['kubernetes', ['items', 0, 'spec', 'containers', 0, 'securityContext'], undefined],
    ['kubernetes', ['spec', 'containers', 0, 'securityContext', 'capabilities', 'drop', 0], 'ALL'],
    ['kubernetes', ['spec', 'volumes', 0, 'hostPath', 'path'], '/srv'],
    ['kubernetes', ['spec', 'containers', 0, 'resources', 'limits', 'memory'], '1Gi'],
    ['compose', ['services', 'a', 'cap_drop'], undefined],
    ['compose', ['services', 'a', 'volumes', 0, 'source'], '/srv'],
    ['compose', ['services', 'a', 'deploy', 'resources', 'limits', 'memory'], '1g'],
  ] as const)('knows %s %j', (dialect, path, value) => {
    const entry = knowledgeFor(dialect, path, value);
    expect(entry).toBeDefined();
    expect(entry && knowledgeCard(entry).split('\n').length).toBeLessThanOrEqual(8);
  });

  it.each([
    ['kubernetes', ['metadata', 'name'], 'hostPID'],
    ['kubernetes', ['data', 'hostPID'], 'true'],
    ['compose', ['volumes', 'user'], undefined],
    ['compose', ['services', 'user'], undefined],
    ['compose', ['services', 'a', 'image'], 'nginx'],
    ['compose', ['services', 'a', 'deploy', 'replicas'], '2'],
    ['compose', [], undefined],
  ] as const)('says nothing about %s %j', (dialect, path, value) => {
    expect(knowledgeFor(dialect, path, value)).toBeUndefined();
  });

  it('says what a value means', () => {
    const type = ['spec', 'securityContext', 'seccompProfile', 'type'];
    expect(knowledgeFor('kubernetes', type, 'RuntimeDefault')?.lines[0]).toContain('`RuntimeDefault`');
    expect(knowledgeFor('kubernetes', type, 'Unconfined')?.lines[0]).toContain('`Unconfined`');
    const option = ['services', 'a', 'security_opt', 0];
    expect(knowledgeFor('compose', option, 'no-new-privileges:true')?.lines[0]).toContain('no longer raise');
    expect(knowledgeFor('compose', option, 'no-new-privileges:false')?.lines[0]).toContain('may raise');
    expect(knowledgeFor('compose', option, 'seccomp=./profile.json')?.lines[0]).toContain('of your own');
    expect(knowledgeFor('compose', ['services', 'a', 'pid'], 'host')?.lines[0]).toContain('every process');
  });

  it.each(CAPABILITY_NAMES)('knows the capability %s in either spelling', (name) => {
    const path = ['spec', 'containers', 0, 'securityContext', 'capabilities', 'add', 0];
    expect(knowledgeFor('kubernetes', path, name)?.title).toContain(name === 'ALL' ? 'Every capability' : name);
    expect(knowledgeFor('compose', ['services', 'a', 'cap_add', 0], `cap_${name.toLowerCase()}`)?.title).toBe(knowledgeFor('kubernetes', path, name)?.title);
    expect(knowledgeFor('compose', ['services', 'a', 'cap_drop', 0], name)?.lines[0]).toMatch(/^Dropped|keeps none/);
  });

  it('is short and names its sources', () => {
    for (const [key, { lines, references, title, values = {} }] of [...Object.entries(KUBERNETES), ...Object.entries(COMPOSE)]) {
      expect(lines.length, key).toBeGreaterThanOrEqual(1);
      expect(lines.length, key).toBeLessThanOrEqual(3);
      expect(references.length, key).toBeGreaterThan(0);
      expect(title.length, key).toBeLessThanOrEqual(70);
      for (const value of Object.keys(values)) expect(value, key).toBe(value.toLowerCase());
    }
  });
});

describe('pages', () => {
  it.each(RULES.map((rule) => [rule.id, rule] as const))('%s has every section', (id, rule) => {
    const page = renderRulePage(rule, EXAMPLES[id] ?? []);
    for (const title of ['Risk', 'What it does not mean', 'What the fix changes', 'Check at run time', 'Severity', 'Silence it', 'Standards', 'Sources'])
      expect(page).toContain(`\n## ${title}\n\n`);
    expect(page).toContain(`# bulkhead: allow ${id} -- `);
    expect(page).not.toContain('undefined');
    expect(page).not.toMatch(/\]\((?!https:\/\/)/);
    expect(page.endsWith('\n')).toBe(true);
  });

  it('are listed in one', () => {
    const index = renderRuleIndex(FAMILIES);
    for (const { id } of RULES) expect(index).toContain(`[\`${id}\`](${id}.md)`);
    for (const family of ['Manifest', 'Namespaces']) expect(index).toContain(`\n## ${family}\n`);
  });
});

it('the page of missing protections has each of them', () => {
  const page = renderMissingPage(RULES);
  for (const { id, missing } of RULES) expect(page.includes(`](${id}.md)`)).toBe(missing !== undefined);
});

describe('text', () => {
  it('is never read as Markdown', () => {
    expect(code('a`b')).toBe('`` a`b ``');
    expect(code('plain')).toBe('`plain`');
    expect(plain('*a* [b](c) $(x) <d>')).toBe('\\*a\\* \\[b\\](c) $\\(x) \\<d\\>');
  });

  it('is aligned in tables', () => {
    expect(table(['a', 'long title'], [['bcde', 'f']])).toBe('| a    | long title |\n| ---- | ---------- |\n| bcde | f          |');
  });
});
