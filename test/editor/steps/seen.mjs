// What somebody sees at once, without scrolling.
import assert from 'node:assert/strict';

/** Fails if a text of these elements is cut off, or stands outside of the window. */
export async function expectWhole(locator, what) {
  await locator.first().waitFor();
  const cut = await locator.evaluateAll((all) =>
    all
      .filter((one) => {
        const { left, right, width } = one.getBoundingClientRect();
        return width > 0 && (one.scrollWidth > one.clientWidth + 1 || left < 0 || right > innerWidth);
      })
      .map((one) => one.textContent),
  );
  assert.deepEqual(cut, [], `${what} is cut off`);
}

/** Fails if something in the hover is seen only after scrolling. */
export async function expectUnscrolled({ page }, locator) {
  const [inside, around] = await Promise.all([locator, page.locator('.monaco-resizable-hover:visible').first()].map((at) => at.boundingBox()));
  assert.ok(inside && around && inside.y + inside.height <= around.y + around.height, `below the fold: ${JSON.stringify({ inside, around })}`);
}
