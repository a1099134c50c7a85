import { RULES } from '../server/src/rules/index.ts';
import { testRule } from './kit/rules.ts';

// `npm run rule -- ID` runs this file. It does not have the name of a test, because in a whole run the families test the same.
const rule = RULES.find(({ id }) => id === process.env['RULE']);
if (!rule) throw new Error(`there is no rule "${process.env['RULE']}"`);
testRule(rule);
