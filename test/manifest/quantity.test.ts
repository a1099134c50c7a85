import { describe, expect, test } from 'vitest';
import { quantity, quantityText, readQuantity } from '../../server/src/manifest/kubernetes/quantity.ts';

// how apimachinery 0.37 reads and writes them again
describe('quantities', () => {
  test.each([
    ['64Mi', 67108864, '64Mi'],
    ['1024Mi', 1073741824, '1Gi'],
    ['1.5Gi', 1610612736, '1536Mi'],
    ['0.5Ki', 512, '512'],
    ['512', 512, '512'],
    ['2000', 2000, '2k'],
    ['1500', 1500, '1500'],
    ['1G', 1e9, '1G'],
    ['1000m', 1, '1'],
    ['1500m', 1.5, '1500m'],
    ['.5', 0.5, '500m'],
    ['2.', 2, '2'],
    ['100u', 0.0001, '100u'],
    ['1e3', 1000, '1e3'],
    ['12E2', 1200, '1200'],
    ['0', 0, '0'],
    ['-1', -1, '-1'],
    ['1.0000000001', 1.000000001, '1000000001n'],
  ])('%s', (text, value, written) => {
    const read = readQuantity(text);
    expect(read && quantityText(read)).toBe(written);
    expect(quantity(text)).toBeCloseTo(value, 9);
  });

  test.each(['', 'x', '1 Gi', '1gi', '1K', '1e', '.', '64Mi64', '1e3Mi8'])('%j is none', (text) => expect(readQuantity(text)).toBeUndefined());
});
