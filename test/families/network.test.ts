import { testFamily } from '../kit/rules.ts';

testFamily('network');
