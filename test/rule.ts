import { RULES } from '../server/src/rules/index.ts';
import { testRule } from './kit/rules.ts';

// `npm run rule -- ID`: families test the same in a whole run, so this file has no name of a test.
const rule = RULES.find(({ id }) => id === process.env['RULE']);
if (!rule) throw new Error(`there is no rule "${process.env['RULE']}"`);
testRule(rule);
