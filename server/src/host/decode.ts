/** The text of a file, or why it cannot be decoded. The byte order mark is separate: editors do not count it as text. */
export type Decoded = { readonly ok: true; readonly text: string; readonly mark: string } | { readonly ok: false; readonly why: string };

/** Decodes UTF-8. It never throws: other bytes give the reason. */
export function decode(bytes: Uint8Array): Decoded {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return { ok: false, why: 'it is UTF-16; manifests are UTF-8' };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { ok: false, why: 'it is not UTF-8 text' };
  }
  if (text.includes('\0')) return { ok: false, why: 'it is not text' };
  return text.startsWith('\uFEFF') ? { ok: true, text: text.slice(1), mark: '\uFEFF' } : { ok: true, text, mark: '' };
}
