import { png } from '../../scripts/png.mjs';

/** Colours that are less apart than this in each part are one: the edges of letters have thousands, which nobody tells apart. */
const STEP = 8;
const MOST = 256;

/** A picture as a PNG with a palette, a third of the size of what a browser writes. The page, on which nothing need be, reads the pixels. */
export async function smallPng(page, picture) {
  const { width, height, base64 } = await page.evaluate(async (source) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${source}`)).blob());
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let text = '';
    for (let at = 0; at < data.length; at += 30_000) text += String.fromCharCode(...data.subarray(at, at + 30_000));
    return { width: image.width, height: image.height, base64: btoa(text) };
  }, picture.toString('base64'));
  const rgba = Buffer.from(base64, 'base64');
  const keyAt = (at) => [0, 1, 2].reduce((key, part) => key * 256 + Math.floor(rgba[at + part] / STEP), 0);
  // of all colours that are one, the most frequent stands for them, so that backgrounds keep theirs exactly
  const counts = new Map();
  for (let at = 0; at < rgba.length; at += 4) {
    const exact = counts.get(keyAt(at)) ?? counts.set(keyAt(at), new Map()).get(keyAt(at));
    const colour = rgba.readUIntBE(at, 3);
    exact.set(colour, (exact.get(colour) ?? 0) + 1);
  }
  const groups = [...counts].map(([key, exact]) => ({
    key,
    count: [...exact.values()].reduce((sum, one) => sum + one, 0),
    colour: [...exact].reduce((a, b) => (b[1] > a[1] ? b : a))[0],
  }));
  const parts = ({ colour }) => [colour >> 16, (colour >> 8) & 255, colour & 255];
  const kept = groups.sort((a, b) => b.count - a.count).slice(0, MOST);
  const palette = kept.map(parts);
  const distance = (a, b) => a.reduce((sum, part, i) => sum + (part - b[i]) ** 2, 0);
  const index = new Map(groups.map((group) => [group.key, nearest(parts(group), palette, distance)]));
  const pixels = Buffer.alloc(width * height);
  for (let at = 0; at < pixels.length; at++) pixels[at] = index.get(keyAt(at * 4));
  return png(width, height, pixels, palette);
}

function nearest(colour, palette, distance) {
  let best = 0;
  for (let i = 1; i < palette.length; i++) if (distance(colour, palette[i]) < distance(colour, palette[best])) best = i;
  return best;
}
