/** Sixteen hexadecimal digits of a 64-bit FNV-1a-like hash (two 32-bit lanes): identity of findings, not security. */
export function fingerprint(parts: readonly string[]): string {
  let high = 0x811c9dc5;
  let low = 0x01000193;
  const text = parts.join('\u0000');
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    high = Math.imul(high ^ c, 0x01000193);
    low = Math.imul(low ^ (c + i), 0x85ebca6b) ^ (low >>> 13);
  }
  return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0');
}
