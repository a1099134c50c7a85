import 'mocha/mocha.js';
import './setup.ts';
import './diagnostics.test.ts';
import './code-actions.test.ts';
import './hover.test.ts';
import './completion.test.ts';
import './allow.test.ts';
import './levels.test.ts';
import './settings.test.ts';
import './restart.test.ts';
import './many-files.test.ts';
import './workspace.test.ts';

export { run } from './setup.ts';
