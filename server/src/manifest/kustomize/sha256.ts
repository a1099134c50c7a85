/** The hash of a text (SHA-256 of its UTF-8), in hexadecimal digits. The engine runs where there is no `crypto` that answers at once. */
export function sha256(text: string): string {
  const bytes = utf8(text);
  const length = bytes.length;
  const padded = new Uint8Array(((length + 8) >> 6) * 64 + 64);
  padded.set(bytes);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, (length * 8) >>> 0);
  view.setUint32(padded.length - 8, Math.floor((length * 8) / 2 ** 32));
  const state = SQUARE_ROOTS.slice();
  const words = new Uint32Array(64);
  for (let block = 0; block < padded.length; block += 64) round(state, words, view, block);
  return [...state].map((word) => word.toString(16).padStart(8, '0')).join('');
}

declare const TextEncoder: new () => { encode(text: string): Uint8Array };

/** The bytes of a text. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

const rotated = (word: number, by: number) => (word >>> by) | (word << (32 - by));

function round(state: Uint32Array, words: Uint32Array, view: DataView, block: number): void {
  const w = (i: number) => words[i] as number;
  for (let i = 0; i < 16; i++) words[i] = view.getUint32(block + i * 4);
  for (let i = 16; i < 64; i++) {
    const small = rotated(w(i - 15), 7) ^ rotated(w(i - 15), 18) ^ (w(i - 15) >>> 3);
    const large = rotated(w(i - 2), 17) ^ rotated(w(i - 2), 19) ^ (w(i - 2) >>> 10);
    words[i] = w(i - 16) + small + w(i - 7) + large;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const one = (h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + ((e & f) ^ (~e & g)) + (CUBE_ROOTS[i] as number) + w(i)) | 0;
    const two = ((rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => {
    state[i] = (state[i] as number) + word;
  });
}

/** The first 32 bits of the fractional parts of roots of the first primes: the constants of the standard (FIPS 180-4). */
function rootsOf(count: number, root: (prime: number) => number): Uint32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return Uint32Array.from(primes, (prime) => (root(prime) % 1) * 2 ** 32);
}

const SQUARE_ROOTS = rootsOf(8, Math.sqrt);
const CUBE_ROOTS = rootsOf(64, Math.cbrt);
