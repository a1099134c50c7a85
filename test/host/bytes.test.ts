import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlain } from '../../server/src/host/bytes.ts';
import { readText } from '../../server/src/host/cli/read.ts';
import { fileReader } from '../../server/src/host/file-reader.ts';

let folder: string;
const at = (name: string) => path.join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-bytes-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Endless, waiting, or changing with each read: all say that they are plain files of no size. */
const KERNEL = ['/proc/self/pagemap', '/proc/kmsg', '/proc/self/mem', '/proc/self/environ', '/proc/uptime'];

describe('reading files', () => {
  it.each(KERNEL)('%s is refused by all that reads files, also through a link', (file) => {
    const link = at(file.replaceAll('/', '-'));
    symlinkSync(file, link);
    for (const name of [file, link]) {
      expect(readPlain(name, 1).ok).toBe(false);
      expect(readText(name).ok).toBe(false);
      expect(fileReader((given) => given).read(name)).toBeUndefined();
    }
  });

  it('says in plain words why', () => {
    expect(readPlain('/proc/uptime', 1)).toEqual({ ok: false, why: 'it is no stored file: the kernel writes it while it is read' });
    expect(readPlain('/proc/self/pagemap', 1)).toEqual(readPlain('/proc/uptime', 1));
    expect(readPlain('/dev/zero', 1)).toEqual({ ok: false, why: 'it is a device' });
    expect(readPlain(folder, 1)).toEqual({ ok: false, why: 'it is a folder' });
    expect(readPlain(at('gone'), 1)).toEqual({ ok: false, why: 'there is no such file' });
  });

  it('reads an empty file, and a file up to the limit', () => {
    writeFileSync(at('empty'), '');
    expect(readText(at('empty'))).toEqual({ ok: true, text: '', mark: '' });
    expect(fileReader(at).read('empty')).toBe('');
    writeFileSync(at('full'), Buffer.alloc(1 << 20, 'a'));
    const full = readPlain(at('full'), 1);
    expect(full.ok && full.bytes.length).toBe(1 << 20);
    writeFileSync(at('full'), 'a', { flag: 'a' });
    expect(readPlain(at('full'), 1)).toEqual({ ok: false, why: 'it has more than 1 MiB' });
  });
});
