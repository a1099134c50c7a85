import path from 'node:path';
import { start } from '../code-cache.ts';

/** A hash of the bundles, which scripts/bundle.mjs fills in. */
declare const BUILD: string | undefined;

const bundle = (name: string) => ({ file: path.join(__dirname, name), build: BUILD, keeps: true });
// the second one is what Node adds to the first, which is also the server in a worker
start({ ...bundle('node-main.js'), beside: { './browser.js': start(bundle('browser.js')) } });
