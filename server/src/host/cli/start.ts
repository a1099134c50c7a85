import path from 'node:path';
import { start } from '../code-cache.ts';

/** A hash of the bundle, which scripts/bundle.mjs fills in. */
declare const BUILD: string | undefined;

// what other commands compile is little
start({ file: path.join(__dirname, 'cli-main.js'), build: BUILD, keeps: ['check', 'fix'].includes(process.argv[2] ?? '') });
