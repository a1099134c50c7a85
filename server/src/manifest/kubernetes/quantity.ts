/** A quantity of Kubernetes. Source: apimachinery `pkg/api/resource`. */
export interface Quantity {
  /** In billionths, which is as exact as the API server keeps it. */
  readonly nanos: bigint;
  /** How the API server writes it: in powers of 1024, in powers of 1000, or with an exponent. */
  readonly format: 'binary' | 'decimal' | 'exponent';
}

const BILLION = 1_000_000_000n;
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];

/** Reads `64Mi`, `1.5G`, `250m`, `1e3`; `undefined` for any other text. */
export function readQuantity(text: string): Quantity | undefined {
  const [, sign, whole = '', fraction = '', exponent, suffix = ''] =
    /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/.exec(text.trim()) ?? [];
  if (whole === '' && fraction === '') return undefined;
  const binary = suffix.endsWith('i');
  const tens = (binary ? 0 : DECIMAL.indexOf(suffix) * 3 - 9) + Number(exponent ?? 0) + 9 - fraction.length;
  const digits = BigInt(whole + fraction) * (binary ? 1024n ** BigInt(BINARY.indexOf(suffix)) : 1n);
  const divisor = 10n ** BigInt(Math.max(0, -tens));
  // what is finer than a billionth is rounded up
  const nanos = tens >= 0 ? digits * 10n ** BigInt(tens) : (digits + divisor - 1n) / divisor;
  return { nanos: sign === '-' ? -nanos : nanos, format: binary ? 'binary' : exponent === undefined ? 'decimal' : 'exponent' };
}

/** The same as a number; `undefined` for any other text. */
export function quantity(text: string): number | undefined {
  const read = readQuantity(text);
  return read && Number(read.nanos / BILLION) + Number(read.nanos % BILLION) / 1e9;
}

/** A quantity as the API server writes it: `1000m` as `1`, `1024Mi` as `1Gi`. */
export function quantityText({ nanos, format }: Quantity): string {
  const size = nanos < 0n ? -nanos : nanos;
  if (size === 0n) return '0';
  if (format === 'binary' && size >= 1024n * BILLION) {
    let [number, power] = [(size + BILLION - 1n) / BILLION, 0];
    for (; number % 1024n === 0n && power < 6; power += 1) number /= 1024n;
    return `${nanos < 0n ? '-' : ''}${number}${BINARY[power]}`;
  }
  let [number, power] = [size, 0];
  for (; number % 1000n === 0n && power < DECIMAL.length - 1; power += 1) number /= 1000n;
  const suffix = format === 'exponent' ? (power === 3 ? '' : `e${power * 3 - 9}`) : DECIMAL[power];
  return `${nanos < 0n ? '-' : ''}${number}${suffix}`;
}
