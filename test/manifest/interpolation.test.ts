import { describe, expect, it } from 'vitest';
import { parseDotenv } from '../../server/src/manifest/compose/dotenv.ts';
import { brokenInterpolation, interpolate } from '../../server/src/manifest/scalars.ts';
import { analyse } from '../kit/laws.ts';

/** A variable in the default of a variable, and so on. */
const nested = (depth: number) => `${'${A:-'.repeat(depth)}x${'}'.repeat(depth)}`;

describe('variables of a text', () => {
  it('are read in the default of a variable', () => {
    expect(interpolate(nested(30))).toEqual({ value: 'x', certain: true });
    expect(brokenInterpolation(nested(30))).toBeUndefined();
  });

  it.each([100, 50_000])('are unknown %i deep, and this is told', (depth) => {
    expect(interpolate(nested(depth)).certain).toBe(false);
    expect(brokenInterpolation(nested(depth))).toMatchObject({ why: 'deep' });
    const { problems, unjudged } = analyse('compose.yaml', `services:\n  a:\n    image: nginx\n    command: "${nested(depth)}"\n`);
    expect(problems.map(({ message }) => message)).toContain('its variables are nested too deeply to be read: its value is unknown, and is not judged');
    expect(unjudged.map(({ message }) => message)).toContain('a variable without a value decides a value');
  });

  it('are unknown where they make gigabytes of a few lines', () => {
    const lines = Array.from({ length: 60 }, (_, n) => `A${n + 1}=$A${n}$A${n}`);
    const { variables } = parseDotenv(`A0=ab\n${lines.join('\n')}\n`);
    for (const value of variables.values()) expect(value.length).toBeLessThan(100_000);
    expect(interpolate('$A'.repeat(50_000), () => 'x'.repeat(60_000)).certain).toBe(false);
  });
});
