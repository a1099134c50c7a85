// Draws client/media/icon.png: a hull in three compartments, one of them flooded and held by its bulkheads.
import { writeFileSync } from 'node:fs';
import { png } from './png.mjs';

const SIZE = 128;
const SAMPLES = 4;
const SEA = [16, 42, 67];
const HULL = [226, 236, 243];
const FLOODED = [240, 130, 60];

/** The colour at a point of the unit square; undefined outside the rounded corners. */
function colourAt(x, y) {
  const corner = Math.hypot(Math.max(0, Math.abs(x - 0.5) - 0.32), Math.max(0, Math.abs(y - 0.5) - 0.32));
  if (corner > 0.18) return undefined;
  const [dx, dy] = [(x - 0.5) / 0.38, (y - 0.34) / 0.42];
  if (y < 0.34 || dx ** 2 + dy ** 2 > 1) return SEA;
  if (Math.abs(x - 0.38) < 0.018 || Math.abs(x - 0.62) < 0.018) return SEA;
  return x > 0.38 && x < 0.62 && y > 0.46 ? FLOODED : HULL;
}

function pixel(column, row) {
  const sum = [0, 0, 0, 0];
  for (let sample = 0; sample < SAMPLES ** 2; sample += 1) {
    const colour = colourAt((column + ((sample % SAMPLES) + 0.5) / SAMPLES) / SIZE, (row + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) / SIZE);
    if (colour === undefined) continue;
    colour.forEach((value, channel) => {
      sum[channel] += value;
    });
    sum[3] += 1;
  }
  const covered = Math.max(sum[3], 1);
  return [...sum.slice(0, 3).map((value) => Math.round(value / covered)), Math.round((sum[3] * 255) / SAMPLES ** 2)];
}

const pixels = Array.from({ length: SIZE ** 2 }, (_, at) => pixel(at % SIZE, Math.floor(at / SIZE)));
writeFileSync('client/media/icon.png', png(SIZE, SIZE, Buffer.from(pixels.flat())));
