import { testFamily } from '../kit/rules.ts';

testFamily('resources');
