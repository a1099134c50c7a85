// Says how large bulkhead.vsix is, and fails if it is larger than everybody should have to download.
import { statSync } from 'node:fs';

/** In bytes. */
const MOST = 1.2e6;

const { size } = statSync(new URL('../bulkhead.vsix', import.meta.url));
console.log(`bulkhead.vsix${(size / 1e6).toFixed(2).padStart(6)} MB of at most ${MOST / 1e6} MB`);
process.exitCode = size > MOST ? 1 : 0;
