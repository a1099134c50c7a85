import 'mocha/mocha.js';
import './setup.ts';
import './diagnostics.test.ts';
import './code-actions.test.ts';
import './hover.test.ts';
import './allow.test.ts';
import './settings.test.ts';
import './restart.test.ts';

export { run } from './setup.ts';
