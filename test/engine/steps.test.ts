import { afterEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import { Merged } from '../../server/src/manifest/compose/merge.ts';
import { Written } from '../../server/src/manifest/place.ts';
import { Spot } from '../../server/src/manifest/spot.ts';
import { RULES } from '../../server/src/rules/index.ts';
import type { Subjects } from '../../server/src/rules/rule.ts';

type Spied = Record<keyof Subjects, () => Iterable<never>>;

/** How often a rule was asked, and a place looked up: for a rule, an effective value, a need or a fix. */
interface Steps {
  readonly asked: number;
  readonly read: number;
  readonly lookedUp: number;
}

const lines = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join('');
const pod = (name: string, containers: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n  volumes: [{ name: data, hostPath: { path: /srv } }]\n  containers:\n${containers}`;
const container = (i: number) =>
  `  - name: c${i}\n    image: nginx:1.${i}\n    ports: [{ containerPort: ${8000 + i} }]\n    volumeMounts: [{ name: data, mountPath: /data }]\n    securityContext: { privileged: true }\n`;
const service = (i: number) =>
  `  s${i}:\n    image: postgres:16\n    environment: { A: x${i}, POSTGRES_PASSWORD: secret }\n    ports: ["${8000 + i}:80"]\n    volumes: ["shared:/shared", "./all:/all", "/var/run/docker.sock:/var/run/docker.sock"]\n    depends_on: [s0]\n`;

/** Texts with so many of something that each is judged beside the others. */
const TEXTS: Readonly<Record<string, (count: number) => string>> = {
  'containers of a pod': (count) => pod('a', lines(count, container)),
  pods: (count) => lines(count, (i) => `---\n${pod(`a${i}`, container(0))}`),
  'pods of a list': (count) =>
    `apiVersion: v1\nkind: List\nitems:\n${lines(count, (i) => `- ${pod(`a${i}`, container(0)).replaceAll('\n', '\n  ').trim()}\n`)}`,
  'volumes and their mounts': (count) =>
    pod('a', `  - name: a\n    image: a:1\n    volumeMounts:\n${lines(count, (i) => `    - { name: v${i}, mountPath: /v${i} }\n`)}`).replace(
      /volumes: .*/,
      `volumes:\n${lines(count, (i) => `  - { name: v${i}, hostPath: { path: /srv/${i} } }\n`)}`,
    ),
  services: (count) => `services:\n${lines(count, service)}volumes: { shared: }\n`,
  'services with one anchor': (count) => `x-a: &a { privileged: true, cap_add: [SYS_ADMIN] }\nservices:\n${lines(count, (i) => `${service(i)}    <<: *a\n`)}`,
  'ports of a service': (count) => `services:\n  a:\n    image: a:1\n    ports:\n${lines(count, (i) => `    - "${8000 + i}:${8000 + i}"\n`)}`,
  'mounts of a service': (count) => `services:\n  a:\n    image: a:1\n    volumes:\n${lines(count, (i) => `    - /srv/${i}:/srv/${i}\n`)}`,
  'variables of a service': (count) => `services:\n  a:\n    image: a:1\n    environment:\n${lines(count, (i) => `      DB_PASSWORD_${i}: hunter${i}\n`)}`,
};

function counted(work: () => void): Steps {
  const rules = RULES.flatMap(({ check }) => Object.keys(check).map((subject) => vi.spyOn(check as Spied, subject as keyof Subjects)));
  const read = vi.spyOn(Spot.prototype, 'get');
  const lookedUp = [Written.prototype, Merged.prototype].map((place) => vi.spyOn(place, 'child'));
  work();
  const calls = (spies: readonly { readonly mock: { readonly calls: readonly unknown[] } }[]) => spies.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  const steps = { asked: calls(rules), read: calls([read]), lookedUp: calls(lookedUp) };
  vi.restoreAllMocks();
  return steps;
}

/** The steps of the analysis of a text. */
function ofAll(text: string): Steps {
  return counted(() => expect(new Engine(DEFAULT_SETTINGS).analyse({ uri: uri(text), text }).findings.length).toBeGreaterThan(0));
}

/** The steps after a letter in the first image. */
function ofLetter(text: string): Steps {
  const engine = new Engine(DEFAULT_SETTINGS);
  engine.update({ uri: uri(text), text });
  return counted(() => void engine.update({ uri: uri(text), text: text.replace(/image: (\w+)/, 'image: $1x') }));
}

/** The steps of the light bulb on the first image and all that is shown there. */
function ofLightBulb(text: string): Steps {
  const snapshot = new Engine(DEFAULT_SETTINGS).analyse({ uri: uri(text), text });
  const at = snapshot.findings[0]?.span ?? { start: 0, end: 0 };
  return counted(() => expect(snapshot.offersAt(at).length).toBeGreaterThan(0));
}

/** Room for what is done once. */
const MOST = 2.3;

/** The greatest ratio of the same steps. */
function growth(once: Steps, twice: Steps): number {
  return Math.max(twice.asked / once.asked, twice.read / once.read, twice.lookedUp / once.lookedUp);
}

const uri = (text: string) => (text.includes('services:') ? 'compose.yaml' : 'pods.yaml');

describe('steps of an analysis', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each(Object.entries(TEXTS))('at most a little more than double with twice the %s', (_, make) => {
    const steps = [12, 24].map((count) => ofAll(make(count))) as [Steps, Steps];
    expect(growth(...steps)).toBeLessThanOrEqual(MOST);
  });

  it.each(Object.entries(TEXTS))('grow no faster with twice the %s when a letter is typed', (_, make) => {
    const steps = [12, 24].map((count) => ofLetter(make(count))) as [Steps, Steps];
    expect(growth(...steps)).toBeLessThanOrEqual(MOST);
  });

  it.each(['services', 'services with one anchor'])('grow no faster with twice the %s when the light bulb is asked for', (name) => {
    const steps = [12, 24].map((count) => ofLightBulb(TEXTS[name]?.(count) ?? '')) as [Steps, Steps];
    expect(growth(...steps)).toBeLessThanOrEqual(MOST);
  });

  it('are those of one pod, when a letter is typed in it', () => {
    expect(ofLetter(TEXTS['pods']?.(24) ?? '')).toEqual(ofLetter(TEXTS['pods']?.(2) ?? ''));
  });

  it('are few for the other services, when a letter is typed in one', () => {
    const [few, many] = [12, 24].map((count) => TEXTS['services']?.(count) ?? '') as [string, string];
    const ofEach = (ofAll(many).asked - ofAll(few).asked) / 12;
    expect((ofLetter(many).asked - ofLetter(few).asked) / 12).toBeLessThan(0.1 * ofEach);
  });
});
