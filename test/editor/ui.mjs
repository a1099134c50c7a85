// Uses the workbench like a user, and takes a picture of each step: test/editor/shots/<run>-<step>.png.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extension, removeAtExit, root, startServer, workbenchAddress } from './host.mjs';
import { DEADLINE } from './patience.mjs';
import { copyWorkspace } from './stand-in.mjs';
import { ALL, RUNS } from './steps.mjs';
import { Workbench } from './workbench.mjs';

const shots = path.join(root, 'test/editor/shots');
const HEIGHT = 860;
const SETTINGS = { 'window.commandCenter': false, 'editor.stickyScroll.enabled': false, '[yaml]': { 'editor.autoIndent': 'none' } };

/**
 * Does all runs, or the one that `THEME` names with all its scenarios (`WIDTH` changes its width), or only the scenario `SCENARIO`. Resolves with
 * the numbers of passed and failed steps.
 */
export async function driveInterface(browser) {
  rmSync(shots, { recursive: true, force: true });
  mkdirSync(shots, { recursive: true });
  const total = { passed: 0, failed: 0 };
  for (const name of Object.keys(RUNS).filter((run) => [undefined, run].includes(process.env.THEME))) {
    const { passed, failed } = await drive(browser, name);
    total.passed += passed;
    total.failed += failed;
  }
  console.log(`  Pictures: ${path.relative(process.cwd(), shots)}`);
  return total;
}

/** A VS Code in a theme: `open` resolves with a workbench on a fresh copy of the workspace, in place of the one before. */
export async function inTheme(browser, { theme, file, colors, width, height = HEIGHT }, use, settings = {}) {
  apart ??= linked();
  const server = await startServer({ 'workbench.colorTheme': theme, ...SETTINGS, ...settings });
  let context;
  const open = async (folder = copyWorkspace()) => {
    await context?.close();
    context = await browser.newContext({ viewport: { width, height }, colorScheme: colors });
    const page = await context.newPage();
    page.setDefaultTimeout(DEADLINE);
    await page.goto(workbenchAddress(server.port, folder, { extensions: [apart] }));
    await page.locator(`.monaco-workbench[class*="${file}"]`).waitFor();
    return new Workbench(page, folder);
  };
  try {
    return await use(open);
  } finally {
    await context?.close();
    await server.stop();
  }
}

/**
 * The extension under a path outside of this repository: VS Code takes every theme below the folder of an extension under development for one
 * of it, and its own themes are below this one.
 */
let apart;

function linked() {
  const folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-extension-'));
  const link = path.join(folder, 'bulkhead');
  symlinkSync(extension, link, 'dir');
  removeAtExit(folder);
  return link;
}

/**
 * Does the scenarios of one run. The steps of a scenario build on each other: if one fails, the scenario begins once more in a fresh workbench,
 * where a second failure counts, and the steps behind it with it.
 */
function drive(browser, name) {
  const result = { passed: 0, failed: 0 };
  const { width, widths = {}, scenarios: own } = RUNS[name];
  const scenarios = process.env.THEME === undefined ? own : { ...own, ...ALL };
  return inTheme(browser, RUNS[name], async (open) => {
    let vscode = await open();
    let number = 0;
    for (const [scenario, steps] of Object.entries(scenarios).filter(([one]) => [undefined, one].includes(process.env.SCENARIO))) {
      const first = number;
      number += Object.keys(steps).length;
      const wide = Number(process.env.WIDTH ?? widths[scenario] ?? width);
      let done = await follow(vscode, name, steps, first, wide);
      if (done < Object.keys(steps).length) {
        console.log(`  ↻ ${name}: ${scenario}, once more from the start`);
        vscode = await open();
        done = await follow(vscode, name, steps, first, wide);
        // the next scenario begins fresh, too
        if (done < Object.keys(steps).length) vscode = await open();
      }
      result.passed += done;
      result.failed += Object.keys(steps).length - done;
    }
    return result;
  });
}

/** Does steps until one fails, in a window of this width. Resolves with the number of those that passed. */
async function follow(vscode, run, steps, first, width) {
  await vscode.page.setViewportSize({ width, height: HEIGHT });
  let done = 0;
  for (const [name, step] of Object.entries(steps)) {
    const start = performance.now();
    const shot = `${run}-${String(first + done + 1).padStart(2, '0')}-${name.replaceAll(/[^a-z]+/gi, '-').toLowerCase()}.png`;
    const error = await step(vscode).then(
      () => undefined,
      (reason) => reason,
    );
    await vscode.page.screenshot({ path: path.join(shots, shot), animations: 'disabled' });
    if (error !== undefined) {
      console.log(`  ✗ ${run}: ${name}\n    ${String(error.stack).replaceAll('\n', '\n    ')}`);
      return done;
    }
    done++;
    console.log(`  ✓ ${run}: ${name} (${Math.round(performance.now() - start)} ms)`);
  }
  return done;
}
