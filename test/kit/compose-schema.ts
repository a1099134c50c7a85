import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Ajv } from 'ajv';

/** The Compose schema of the specification. The package dclint ships it, and is used for nothing else. */
const schema = JSON.parse(
  readFileSync(path.join(path.dirname(createRequire(import.meta.url).resolve('dclint/package.json')), 'schemas/compose.schema.json'), 'utf8'),
);
delete schema.$schema;
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);

/** The errors of the Compose schema in a project; empty if it is valid. */
export function invalid(value: unknown): string[] {
  return validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
