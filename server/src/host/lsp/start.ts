import path from 'node:path';
import { start } from '../code-cache.ts';

/** A hash of the bundle, which scripts/bundle.mjs fills in. */
declare const BUILD: string | undefined;

start({ file: path.join(__dirname, 'node-main.js'), build: BUILD, keeps: true });
