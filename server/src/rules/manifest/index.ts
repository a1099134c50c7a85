import type { Rule } from '../rule.ts';
import { apiServerRejects } from './api-server-rejects.ts';
import { fieldMisplaced } from './field-misplaced.ts';
import { fieldMisspelt } from './field-misspelt.ts';
import { fieldWrongType } from './field-wrong-type.ts';

export const MANIFEST: readonly Rule[] = [fieldMisspelt, fieldMisplaced, fieldWrongType, apiServerRejects];
