const END_OF_DIRECTORY = 0x06054b50;
const END_OF_DIRECTORY_SIZE = 22;
const ENTRY_SIZE = 46;

/** The names of the files in a ZIP archive without a comment, from its central directory. */
export function zipNames(archive: Buffer): string[] {
  const end = archive.length - END_OF_DIRECTORY_SIZE;
  if (end < 0 || archive.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error('not a ZIP archive without a comment');
  const names: string[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [name, extra, comment] = [archive.readUInt16LE(at + 28), archive.readUInt16LE(at + 30), archive.readUInt16LE(at + 32)];
    names.push(archive.toString('utf8', at + ENTRY_SIZE, at + ENTRY_SIZE + name));
    at += ENTRY_SIZE + name + extra + comment;
  }
  return names;
}
