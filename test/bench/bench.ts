// `npm run bench` measures the bundle that ships and prints a Markdown page. `-- --quick` measures less, `-- --only=typing` one section (also peers, start, scan, memory); `-- --write` also writes
// docs/BENCHMARKS.md. No time is asserted.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { memorySection } from './memory.ts';
import { scanSection } from './scan.ts';
import { startSection } from './start.ts';
import { peersSection, typingSection } from './typing-tables.ts';

const quick = process.argv.includes('--quick');
const only = process.argv.find((option) => option.startsWith('--only='))?.slice('--only='.length);
const folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-bench-'));
const began = performance.now();
const sections: string[] = [];
try {
  for (const section of [typingSection, peersSection, startSection, scanSection, memorySection]) {
    if (only !== undefined && section.name !== `${only}Section`) continue;
    console.error(`${Math.round((performance.now() - began) / 1000)} s: ${section.name}`);
    sections.push(...(await section({ quick, folder })), '');
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const page = [
  '# Benchmarks',
  '',
  `Written by \`npm run bench -- --write\`${quick ? ' with `--quick`' : ''}: Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, the minified bundles. Milliseconds depend on the machine and its load. Ratios are of measurements that were made one right after the other; behind the median stand the least and the greatest.`,
  '',
  ...sections,
].join('\n');
console.log(page);
console.error(`${Math.round((performance.now() - began) / 1000)} s in all`);
if (process.argv.includes('--write')) writeFileSync('docs/BENCHMARKS.md', page);
