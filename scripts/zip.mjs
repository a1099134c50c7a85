const END_OF_DIRECTORY = 0x06054b50;
const END_OF_DIRECTORY_SIZE = 22;
const ENTRY = 0x02014b50;
const ENTRY_SIZE = 46;
const REGULAR_FILE = 0o100000;

/** The same ZIP archive (without a comment), in which every file has one mode: those on the disk depend on who has checked them out. */
export function withModes(archive, mode) {
  const changed = Buffer.from(archive);
  const end = changed.length - END_OF_DIRECTORY_SIZE;
  if (end < 0 || changed.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error('not a ZIP archive without a comment');
  let at = changed.readUInt32LE(end + 16);
  for (let left = changed.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (changed.readUInt32LE(at) !== ENTRY) throw new Error('not a directory of a ZIP archive');
    changed.writeUInt32LE(((REGULAR_FILE | mode) << 16) >>> 0, at + 38);
    at += ENTRY_SIZE + changed.readUInt16LE(at + 28) + changed.readUInt16LE(at + 30) + changed.readUInt16LE(at + 32);
  }
  return changed;
}
