import * as z from 'zod';
import * as messages from '../../schemas/messages.ts';
import { settingsSchema } from '../../schemas/settings.ts';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** A schema as an editor reads it: what people may write, so nothing with a default is required. */
function jsonSchema(schema: z.ZodType): JsonSchema {
  const { '~standard': _, ...plain } = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema & { '~standard'?: unknown };
  return plain;
}

/** The settings as one object: for a configuration file, and for editors other than VS Code. */
export function settingsJsonSchema(): JsonSchema {
  return { title: 'Bulkhead settings', ...jsonSchema(settingsSchema) };
}

/** The messages of Bulkhead's own that client and server exchange, by name. */
export function messagesSchema(): JsonSchema {
  const $defs = Object.fromEntries(
    Object.entries(messages).map(([name, schema]) => {
      const { $schema: _, ...definition } = jsonSchema(schema);
      return [name, definition];
    }),
  );
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Bulkhead messages', $defs };
}

/** The leaves of an object schema under dotted keys, as VS Code wants its settings. A record stays one setting. */
function* leaves(prefix: string, schema: JsonSchema): Generator<[string, JsonSchema]> {
  if (schema.type !== 'object' || schema.properties === undefined) {
    yield [prefix, schema];
    return;
  }
  for (const [name, property] of Object.entries(schema.properties)) {
    if (typeof property !== 'boolean') yield* leaves(`${prefix}.${name}`, property as JsonSchema);
  }
}

/** `contributes.configuration` of package.json. */
export function configuration(): object {
  const { $schema: _, ...schema } = jsonSchema(settingsSchema);
  const properties = [...leaves('bulkhead', schema)].map(([key, { description, propertyNames: _names, ...leaf }], order) => [
    key,
    { ...leaf, markdownDescription: description, scope: 'window', order },
  ]);
  return {
    title: 'Bulkhead',
    properties: {
      ...Object.fromEntries(properties),
      // The language client reads this one by itself.
      'bulkhead.trace.server': {
        type: 'string',
        enum: ['off', 'messages', 'verbose'],
        default: 'off',
        markdownDescription: 'Log the messages between editor and server.',
        scope: 'window',
        order: properties.length,
      },
    },
  };
}
