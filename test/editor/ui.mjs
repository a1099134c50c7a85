// Uses the workbench like a user, and takes a picture of each step: test/editor/shots/<theme>-<step>.png.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { extension, root, startServer, workbenchAddress } from './host.mjs';
import { copyWorkspace } from './stand-in.mjs';
import { STEPS } from './steps.mjs';
import { Workbench } from './workbench.mjs';

const THEMES = {
  dark: { name: 'Default Dark Modern', file: 'dark_modern' },
  light: { name: 'Default Light Modern', file: 'light_modern' },
};
const shots = path.join(root, 'test/editor/shots');

/**
 * Runs all steps in the dark and the light theme, or only in the theme `THEME`. Resolves with the numbers of passed and failed steps. A step
 * builds on those before it, so one late answer of a loaded machine can fail many: a theme with failures is run once more, and the second
 * run counts.
 */
export async function driveInterface(browser) {
  rmSync(shots, { recursive: true, force: true });
  mkdirSync(shots, { recursive: true });
  const total = { passed: 0, failed: 0 };
  for (const theme of Object.keys(THEMES).filter((name) => [undefined, name].includes(process.env.THEME))) {
    let { passed, failed } = await inTheme(browser, theme);
    if (failed > 0) {
      console.log(`  ${theme}: ${failed} failed, and all is run once more`);
      ({ passed, failed } = await inTheme(browser, theme));
    }
    total.passed += passed;
    total.failed += failed;
  }
  console.log(`  Pictures: ${path.relative(process.cwd(), shots)}`);
  return total;
}

async function inTheme(browser, theme) {
  const server = await startServer({ 'workbench.colorTheme': THEMES[theme].name, 'window.commandCenter': false });
  const context = await browser.newContext({
    viewport: { width: Number(process.env.WIDTH ?? 1400), height: 860 },
    colorScheme: theme === 'light' ? 'light' : 'dark',
  });
  const result = { passed: 0, failed: 0 };
  try {
    const folder = copyWorkspace();
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(workbenchAddress(server.port, folder, { extensions: [extension] }));
    await page.locator(`.monaco-workbench[class*="${THEMES[theme].file}"]`).waitFor();
    let number = 0;
    for (const [name, step] of Object.entries(STEPS)) {
      const file = `${theme}-${String(++number).padStart(2, '0')}-${name.replaceAll(/[^a-z]+/gi, '-').toLowerCase()}`;
      try {
        await step(new Workbench(page, folder));
        result.passed++;
        console.log(`  ✓ ${theme}: ${name}`);
      } catch (error) {
        result.failed++;
        console.log(`  ✗ ${theme}: ${name}\n    ${String(error.stack).replaceAll('\n', '\n    ')}`);
      }
      await page.screenshot({ path: path.join(shots, `${file}.png`), animations: 'disabled' });
    }
  } finally {
    await context.close();
    await server.stop();
  }
  return result;
}
