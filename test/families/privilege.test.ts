import { testFamily } from '../kit/rules.ts';

testFamily('privilege');
