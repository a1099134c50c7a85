// Other editors, set up as docs/guide/editors.md says, use the server. dist/ must be built. The last line is "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../../..');
const page = readFileSync(path.join(root, 'docs/guide/editors.md'), 'utf8');

const MANIFEST = `# 🚀 the shop
apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  hostNetwork: true
  containers:
    - name: web
      image: example.org/web:1
      securityContext: { privileged: true }
`;

/** The block of a language in a section of the page that has some words in it. */
function setup(section, language, words = '') {
  const text = page.split(/^## /m).find((one) => one.startsWith(`${section}\n`)) ?? '';
  const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```/gms)].filter((block) => block[1] === language && block[2].includes(words));
  if (blocks.length !== 1) throw new Error(`docs/guide/editors.md has ${blocks.length} set-ups for ${section} ${words}`);
  return blocks[0][2];
}

/** What a program prints: JSON objects in lines, put together. */
function seen({ status, stdout, stderr, error }) {
  const lines = stdout?.split('\n').filter((line) => line.startsWith('{')) ?? [];
  const all = Object.assign({}, ...lines.map((line) => JSON.parse(line)));
  if (status !== 0 || all.error) throw new Error(`${all.error ?? error ?? `status ${status}`}\n${stderr}`);
  return all;
}

const includes = (list, one) => Array.isArray(list) && list.some((item) => item.includes(one));

/** What an editor has to have shown. */
const CHECKS = {
  'a diagnostic': ({ diagnostics }) => includes(diagnostics, 'host-network') && includes(diagnostics, 'privileged-container'),
  'the hover, with the severity that the settings of the page make': ({ hover }) => /Host network namespace shared\W+critical/.test(hover ?? ''),
  'the offered fixes': ({ actions }) => includes(actions, 'Remove hostNetwork') && includes(actions, 'Harden') && includes(actions, 'Pod Security'),
  'the fix, applied, and nothing else changed': ({ text }) => text === MANIFEST.replace('  hostNetwork: true\n', ''),
  'a completion': ({ completion }) => includes(completion, 'false'),
};

const EDITORS = [
  {
    name: 'Neovim',
    program: 'nvim',
    debian: true,
    run(run, folder) {
      const version = /v(\d+)\.(\d+)/.exec(run('nvim', ['--version']).stdout ?? '') ?? [];
      const isNew = Number(version[1]) > 0 || Number(version[2]) >= 11;
      writeFileSync(path.join(folder, 'init.lua'), setup('Neovim', 'lua', isNew ? 'Neovim 0.11' : 'Neovim 0.7'));
      return { checks: CHECKS, seen: seen(run('nvim', ['--headless', '-u', 'init.lua', '-c', `luafile ${path.join(here, 'neovim.lua')}`, 'web.yaml'])) };
    },
  },
  {
    name: 'Emacs',
    program: 'emacs',
    debian: true,
    run(run, folder) {
      writeFileSync(path.join(folder, 'init.el'), setup('Emacs', 'elisp'));
      return { checks: CHECKS, seen: seen(run('emacs', ['--batch', '-f', 'package-initialize', '-l', 'init.el', '-l', path.join(here, 'emacs.el')])) };
    },
  },
  {
    name: 'Helix',
    program: 'hx',
    debian: false,
    run(run, folder) {
      mkdirSync(path.join(folder, 'config/helix'), { recursive: true });
      writeFileSync(path.join(folder, 'config/helix/languages.toml'), setup('Helix', 'toml'));
      const { stdout = '', stderr = '' } = run('hx', ['--health', 'yaml']);
      return { checks: { 'finds the server': ({ text }) => /✓ bulkhead/.test(text) }, seen: { text: `${stdout}${stderr}` } };
    },
  },
];

const total = { passed: 0, failed: 0 };
for (const { name, program, debian, run } of EDITORS) {
  if (spawnSync(program, ['--version']).error) {
    // CI installs what Debian has
    const isFailure = debian && process.env.CI !== undefined;
    console.log(`${isFailure ? '✗' : '-'} ${name} is not installed${isFailure ? '' : ': not tested'}`);
    if (isFailure) total.failed++;
    continue;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-editor-'));
  try {
    writeFileSync(path.join(folder, 'web.yaml'), MANIFEST);
    mkdirSync(path.join(folder, 'bin'));
    const command = path.join(folder, 'bin/bulkhead');
    writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${path.join(root, 'dist/cli.js')}" "$@"\n`);
    chmodSync(command, 0o755);
    const env = {
      ...process.env,
      PATH: `${path.dirname(command)}${path.delimiter}${process.env.PATH}`,
      HOME: folder,
      XDG_CONFIG_HOME: path.join(folder, 'config'),
      XDG_STATE_HOME: path.join(folder, 'state'),
      TERM: 'dumb',
    };
    const inFolder = (file, args) => spawnSync(file, args, { cwd: folder, env, encoding: 'utf8', timeout: 240_000, stdio: ['ignore', 'pipe', 'pipe'] });
    const { checks, seen: all } = run(inFolder, folder);
    for (const [what, isSo] of Object.entries(checks)) {
      const passed = isSo(all);
      console.log(`${passed ? '✓' : '✗'} ${name}: ${what}${passed ? '' : `\n  ${JSON.stringify(all)}`}`);
      total[passed ? 'passed' : 'failed']++;
    }
  } catch (error) {
    console.log(`✗ ${name}: ${error.message}`);
    total.failed++;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
if (process.env.EDITORS_REPORT !== undefined) writeFileSync(process.env.EDITORS_REPORT, JSON.stringify(total));
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
