import { describe, expect, it, onTestFinished } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import { factsIn } from '../../server/src/engine/facts.ts';
import { RULES } from '../../server/src/rules/index.ts';
import type { Report, RuleContext, Subjects } from '../../server/src/rules/rule.ts';
import { Folder } from '../../server/src/workspace/folder.ts';
import { question } from '../../server/src/workspace/workspace.ts';

const secret = (name: string) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\n`;
const pod = (name: string) => `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n  containers: [{ name: a, image: "nginx:1.27" }]\n`;

const secrets = question('test secrets', ({ facts }, prefix: string) => facts.objects.filter(({ kind, name }) => kind === 'Secret' && name.startsWith(prefix)));

/** A rule that is asked about every pod. */
const PROBED = 'runtime-class-missing';

/** A rule about pods asks, for the time of a test, which Secrets begin with `a`, and says so. */
function probed(): { asked: number } {
  const count = { asked: 0 };
  const rule = RULES.find(({ id }) => id === PROBED);
  if (!rule) throw new Error('no such rule');
  const check = rule.check['kubernetes.pod'];
  function* probe(subject: Subjects['kubernetes.pod'], context: RuleContext): Iterable<Report> {
    count.asked++;
    const found = context.workspace.ask(secrets, 'a');
    const related = found.map(({ name, at }) => ({ at: { ...at.site, file: at.file }, message: name }));
    if (found.length > 0) yield { message: Object.keys(rule?.messages ?? {})[0] ?? '', at: subject.site, related };
  }
  Object.assign(rule.check, { 'kubernetes.pod': probe });
  onTestFinished(() => {
    Object.assign(rule.check, { 'kubernetes.pod': check });
  });
  return count;
}

function openedWith(files: Record<string, string>) {
  const folder = new Folder();
  for (const [file, text] of Object.entries(files)) folder.put(file, factsIn(text, file));
  const engine = new Engine(DEFAULT_SETTINGS, { text: (uri) => files[uri] }, folder);
  const related = (uri: string, text: string) =>
    engine
      .update({ uri, text })
      .findings.filter(({ rule }) => rule.id === PROBED)
      .flatMap((finding) => finding.related);
  return { engine, folder, related };
}

describe('rules that ask about other files', () => {
  it('point into them, and into other documents of their own', () => {
    probed();
    const other = `# first\n${secret('a1')}`;
    const { related } = openedWith({ 's.yaml': other });
    const text = `${pod('p')}---\n${secret('a2')}`;
    const placed = related('p.yaml', text).map(({ file, span, message }) => [file, message, (file === undefined ? text : other).slice(span.start, span.end)]);
    expect(placed).toEqual([
      ['s.yaml', 'a1', 'name: a1'],
      [undefined, 'a2', 'name: a2'],
    ]);
  });

  it('are asked again when an answer is another, and only then', () => {
    const count = probed();
    const { engine, related } = openedWith({ 's.yaml': secret('b') });
    expect(related('p.yaml', pod('p'))).toEqual([]);
    const asked = count.asked;
    engine.update({ uri: 's.yaml', text: secret('b2') });
    expect(related('p.yaml', pod('p'))).toEqual([]);
    expect(count.asked).toBe(asked);
    engine.update({ uri: 's.yaml', text: secret('a3') });
    expect(related('p.yaml', pod('p')).map(({ message }) => message)).toEqual(['a3']);
    expect(count.asked).toBe(asked + 1);
  });

  it('know which snapshots are outdated', () => {
    probed();
    const { engine, folder } = openedWith({ 's.yaml': secret('b') });
    const snapshot = engine.update({ uri: 'p.yaml', text: pod('p') });
    expect(engine.isOutdated('p.yaml', snapshot.held)).toBe(false);
    folder.put('s.yaml', factsIn(secret('b2'), 's.yaml'));
    expect(engine.isOutdated('p.yaml', snapshot.held)).toBe(false);
    folder.put('s.yaml', factsIn(secret('a'), 's.yaml'));
    expect(engine.isOutdated('p.yaml', snapshot.held)).toBe(true);
  });

  it('follow what moves in another document', () => {
    probed();
    const { related } = openedWith({});
    const text = `${pod('p')}---\n${secret('a')}`;
    related('p.yaml', text);
    const longer = text.replace('---\n', '---\n# a comment\n');
    const [place] = related('p.yaml', longer);
    expect(place && longer.slice(place.span.start, place.span.end)).toBe('name: a');
  });
});

it('accounts, namespaces and RuntimeClasses of other files count', () => {
  const folder = new Folder();
  const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: builder }\nautomountServiceAccountToken: false\n';
  const text = pod('p').replace('spec:\n', 'spec:\n  serviceAccountName: builder\n');
  const engine = new Engine(DEFAULT_SETTINGS, undefined, folder);
  const found = () => engine.update({ uri: 'p.yaml', text }).findings.some(({ rule }) => rule.id === 'service-account-token-automounted');
  expect(found()).toBe(true);
  folder.put('account.yaml', factsIn(account, 'account.yaml'));
  expect(found()).toBe(false);
  folder.delete('account.yaml');
  expect(found()).toBe(true);
});
