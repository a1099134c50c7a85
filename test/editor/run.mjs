// The tests in a real VS Code. `node test/editor/run.mjs [node] [web] [ui]`: without names, all three. dist/ must be built.
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launchBrowser } from './browser.mjs';
import { buildSuite } from './build.mjs';
import { runInElectron } from './electron.mjs';
import { canStandIn, extension, installHost } from './host.mjs';
import { runSuite } from './stand-in.mjs';
import { driveInterface } from './ui.mjs';

const RUNS = {
  node: 'the Node extension host',
  web: 'the web-worker extension host',
  ui: 'the user interface',
};

/** Chooses where the suite runs: in a desktop VS Code if one is named or wanted, else in the stand-in if it can run here. */
function chooseHost() {
  const named = process.env.VSCODE_PATH;
  if (named !== undefined && named !== '') return { kind: 'electron', executable: named };
  if (process.env.VSCODE_HOST === 'electron' || !canStandIn) return { kind: 'electron', executable: undefined };
  return { kind: 'stand-in' };
}

async function main() {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in RUNS));
  if (unknown.length > 0) throw new Error(`No such run: ${unknown.join(', ')}. There are ${Object.keys(RUNS).join(', ')}.`);
  for (const file of ['dist/client/extension.js', 'dist/client/browser.js', 'dist/server/node.js', 'dist/server/browser.js']) {
    if (!existsSync(path.join(extension, file))) throw new Error(`${file} is missing: run \`npm run build\` first.`);
  }
  await buildSuite();

  const host = chooseHost();
  const wanted = Object.keys(RUNS).filter((name) => asked.length === 0 || asked.includes(name));
  const inDesktop = wanted.filter((name) => name === 'node' && host.kind === 'electron');
  const inStandIn = wanted.filter((name) => !inDesktop.includes(name));
  const total = { passed: 0, failed: 0 };
  const count = async (name, run) => {
    const start = performance.now();
    console.log(`\nIn ${RUNS[name]}`);
    const { passed, failed } = await run().catch((error) => {
      console.log(`  ✗ ${RUNS[name]} could not be tested\n    ${error.stack}`);
      return { passed: 0, failed: 1 };
    });
    console.log(`  ${passed} passed, ${failed} failed in ${((performance.now() - start) / 1000).toFixed(1)} s`);
    total.passed += passed;
    total.failed += failed;
  };

  for (const name of inDesktop) await count(name, () => runInElectron(host.executable));
  if (inStandIn.length > 0 && !canStandIn) {
    console.log(`\nTested on 64-bit Intel Linux only: ${inStandIn.map((name) => RUNS[name]).join(', ')}.`);
  } else if (inStandIn.length > 0) {
    installHost();
    const browser = await launchBrowser();
    try {
      for (const name of inStandIn) await count(name, () => (name === 'ui' ? driveInterface(browser) : runSuite(browser, name)));
    } finally {
      await browser.close();
    }
  }
  return total;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
const total = await main().catch((error) => {
  console.error(error.message);
  return { passed: 0, failed: 1 };
});
if (process.env.EDITOR_REPORT !== undefined) writeFileSync(process.env.EDITOR_REPORT, JSON.stringify(total));
console.log(`\nEditor: ${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);
