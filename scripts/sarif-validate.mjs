// Has the SARIF of this repository's manifests judged by Microsoft's validator. dist/ must be built. The last line is "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const PACKAGE = '@microsoft/sarif-multitool';
/** It is .NET, and 104 MB: too heavy for all who develop here. It is kept where `npm ci` cleans up. */
const kept = path.join(root, 'node_modules/.cache/sarif-multitool');
const library = path.join(kept, 'node_modules', PACKAGE, 'index.js');
// without it .NET looks for libraries that few machines have
const env = { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' };

if (!existsSync(library)) {
  mkdirSync(kept, { recursive: true });
  const { status } = spawnSync('npm', ['install', '--silent', '--no-save', '--no-audit', '--no-fund', '--prefix', kept, `${PACKAGE}@5`], { timeout: 60_000 });
  if (status !== 0 || !existsSync(library)) {
    console.log(`${PACKAGE} cannot be had within a minute: not validated`);
    console.log('0 passed, 0 failed');
    process.exit(0);
  }
}

/** What the package names is the program of this platform. */
const program = createRequire(library)('./index.js');
const folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-sarif-'));
const odd = `# bulkhead: allow-file host-ipc -- seen by two people 🚀
apiVersion: v1
kind: Pod
metadata: { name: web, annotations: { say: "é€🚀 <b>&amp; \\u0007" } }
spec: { hostPID: true, hostIPC: true, containers: [{ name: "web", image: "example.org/web:1", command: ["🚀"] }] }
`;
writeFileSync(path.join(folder, 'odd é🚀.yaml'), odd);
writeFileSync(path.join(folder, 'broken.yaml'), 'apiVersion: v1\nkind: Pod\nspec: [\n');
mkdirSync(path.join(folder, 'empty'));

/** What is checked, each in a folder of its own, as a repository is. */
const RUNS = [
  { name: 'the examples', cwd: root, args: ['examples'] },
  { name: 'the Compose projects', cwd: root, args: ['agent-modern', 'airflow', 'ai-stack', 'dev-stack', 'traefik'].map((name) => `test/stacks/${name}`) },
  { name: 'the workloads', cwd: root, args: ['test/workloads'] },
  { name: 'odd names and texts', cwd: folder, args: ['.'] },
  { name: 'nothing', cwd: folder, args: ['empty'] },
];

let [passed, failed] = [0, 0];
try {
  for (const [i, { name, cwd, args }] of RUNS.entries()) {
    const file = path.join(folder, `${i}.sarif`);
    const check = [path.join(root, 'dist/cli.js'), 'check', '--no-config', '--format', 'sarif', '--output', file, ...args];
    const { status, stderr } = spawnSync(process.execPath, check, { cwd, encoding: 'utf8' });
    if (!existsSync(file)) throw new Error(`check ended with ${status}: ${stderr}`);
    // the rules of the standard, and those of GitHub
    const { stdout = '', stderr: said = '' } = spawnSync(program, ['validate', file, '--rule-kind', 'Sarif;Ghas'], { env, encoding: 'utf8' });
    // its status is 0 whatever it finds
    const isRead = stdout.includes('Analysis completed successfully.');
    const errors = stdout.split('\n').filter((line) => /: error /.test(line));
    const isFine = isRead && errors.length === 0;
    console.log(`${isFine ? '✓' : '✗'} ${name}`);
    if (isFine) passed++;
    else {
      failed++;
      console.log([...errors.slice(0, 10), ...(isRead ? [] : [stdout, said])].join('\n'));
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
