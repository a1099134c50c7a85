// Writes PNG files.
import { deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The types of a pixel that are written here: an index of the palette, or red, green, blue and opacity. */
const INDEXED = 3;
const RGBA = 6;

/** The CRC-32 of a chunk: Node 20 has no function for it. */
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A PNG of 8 bits for each part of a pixel. With a palette, of red, green and blue, a pixel is an index into it. */
export function png(width, height, pixels, palette = undefined) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, palette ? INDEXED : RGBA], 8);
  const length = pixels.length / height;
  // each row begins with its filter: none
  const rows = Array.from({ length: height }, (_, row) => Buffer.concat([Buffer.of(0), pixels.subarray(row * length, (row + 1) * length)]));
  const colours = palette ? [chunk('PLTE', Buffer.from(palette.flat()))] : [];
  const data = chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 }));
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), ...colours, data, chunk('IEND', Buffer.alloc(0))]);
}
