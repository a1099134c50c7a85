import { afterEach, expect, test, vi } from 'vitest';
import { readSettings } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import { RULES } from '../../server/src/rules/index.ts';

const text = `apiVersion: v1
kind: Pod
metadata: { name: app }
spec:
  containers:
    - { name: app, image: example.com/app }
`;
const settings = (given: object) => readSettings(given).settings;
const off = RULES.find(({ id }) => id === 'cpu-limit-missing');
const count = (engine: Engine) => engine.update({ uri: 'pod.yaml', text }).findings.filter(({ rule }) => rule === off).length;

afterEach(() => {
  vi.restoreAllMocks();
});

test('a rule that the threat model turns off is not asked, and is asked when another model or a setting turns it on', () => {
  expect(off?.severity.TI).toBe('off');
  const asked = vi.spyOn(off?.check as NonNullable<typeof off>['check'], 'kubernetes.container');
  const engine = new Engine(settings({ threatModel: 'trusted-internal' }));
  expect(count(engine)).toBe(0);
  expect(asked).not.toHaveBeenCalled();
  engine.configure(settings({ threatModel: 'multi-tenant' }));
  expect(count(engine)).toBe(1);
  engine.configure(settings({ threatModel: 'trusted-internal' }));
  expect(count(engine)).toBe(0);
  engine.configure(settings({ threatModel: 'trusted-internal', rules: { 'cpu-limit-missing': 'low' } }));
  expect(count(engine)).toBe(1);
});
