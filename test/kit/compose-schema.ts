import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Ajv } from 'ajv';

/** dclint ships the Compose schema as the specification publishes it, and is used for nothing else. */
const schema = JSON.parse(
  readFileSync(path.join(path.dirname(createRequire(import.meta.url).resolve('dclint/package.json')), 'schemas/compose.schema.json'), 'utf8'),
);
delete schema.$schema;
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);

/** What the Compose schema has against a project; empty where it is valid. */
export function invalid(value: unknown): string[] {
  return validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
