import * as z from 'zod';
import { configSchema } from '../../schemas/config.ts';
import * as messages from '../../schemas/messages.ts';
import { settingsSchema, severitySetting } from '../../schemas/settings.ts';
import { RULES } from '../../server/src/rules/index.ts';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The JSON Schema of the input: nothing that has a default is required. */
function jsonSchema(schema: z.ZodType): JsonSchema {
  const { '~standard': _, ...plain } = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema & { '~standard'?: unknown };
  return plain;
}

/** The JSON Schema of all settings as one object, for editors other than VS Code. */
export function settingsJsonSchema(): JsonSchema {
  const { properties, ...schema } = jsonSchema(settingsSchema);
  return {
    title: 'Bulkhead settings',
    ...schema,
    properties: { ...properties, rules: { ...(properties?.rules as JsonSchema), properties: rulesWithOptions() } },
  };
}

/** The schema of each rule with options: a severity, or an object with a severity and the options. */
function rulesWithOptions(): Record<string, JsonSchema> {
  const ruled = RULES.flatMap(({ id, docs, options }): [string, JsonSchema][] => {
    if (!options) return [];
    const { $schema: _, ...either } = jsonSchema(z.union([severitySetting, z.strictObject({ severity: severitySetting.optional(), ...options.shape })]));
    return [[id, { description: docs.title, ...either }]];
  });
  return Object.fromEntries(ruled);
}

/** The JSON Schema of `.bulkhead.yaml`: it knows every rule. */
export function configJsonSchema(): JsonSchema {
  const { $schema, properties = {}, ...schema } = jsonSchema(configSchema);
  const withOptions = rulesWithOptions();
  const { $schema: _, ...severity } = jsonSchema(severitySetting);
  const known = RULES.map(({ id, docs }): [string, JsonSchema] => [
    id,
    withOptions[id] ?? { description: docs.title, anyOf: [severity, onlySeverity(severity)] },
  ]);
  const { propertyNames: _names, ...rest } = properties['rules'] as JsonSchema;
  const rules = { $ref: '#/$defs/rules' };
  const overrides = properties['overrides'] as { items: JsonSchema };
  return {
    ...($schema === undefined ? {} : { $schema }),
    title: '.bulkhead.yaml',
    ...schema,
    properties: { ...properties, rules, overrides: { ...overrides, items: { ...overrides.items, properties: { ...overrides.items.properties, rules } } } },
    $defs: { rules: { ...rest, properties: Object.fromEntries(known), additionalProperties: false } },
  };
}

function onlySeverity(severity: JsonSchema): JsonSchema {
  return { type: 'object', properties: { severity }, additionalProperties: false };
}

/** The JSON Schema of the messages that Bulkhead adds to the protocol, by name. */
export function messagesSchema(): JsonSchema {
  const $defs = Object.fromEntries(
    Object.entries(messages).map(([name, schema]) => {
      const { $schema: _, ...definition } = jsonSchema(schema);
      return [name, definition];
    }),
  );
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Bulkhead messages', $defs };
}

/** The leaves of an object schema with dotted keys: the settings as VS Code needs them. A record is one setting. */
function* leaves(prefix: string, schema: JsonSchema): Generator<[string, JsonSchema]> {
  if (schema.type !== 'object' || schema.properties === undefined || schema.propertyNames !== undefined) {
    yield [prefix, schema];
    return;
  }
  for (const [name, property] of Object.entries(schema.properties)) {
    if (typeof property !== 'boolean') yield* leaves(`${prefix}.${name}`, property as JsonSchema);
  }
}

/** The texts of the settings by their keys in package.nls.json, for translators. */
export function settingTexts(): Record<string, string> {
  const { $schema: _, title: _title, ...schema } = settingsJsonSchema();
  const texts = [...leaves('bulkhead', schema)].flatMap(([key, { description, enum: values = [], enumDescriptions = [] }]): [string, string][] => [
    [textKey(key), description ?? ''],
    ...(enumDescriptions as string[]).map((text, i): [string, string] => [textKey(key, values[i]), text]),
  ]);
  return { ...Object.fromEntries(texts), ...TRACE };
}

const TRACE = {
  'setting.trace.server': 'Log the messages between editor and server.',
  'setting.trace.server.off': 'Nothing.',
  'setting.trace.server.messages': 'Which messages are sent.',
  'setting.trace.server.verbose': 'Which messages are sent, and what is in them.',
};

function textKey(setting: string, choice?: unknown): string {
  return [setting.replace(/^bulkhead/, 'setting'), ...(choice === undefined ? [] : [choice])].join('.');
}

/** `contributes.configuration` of package.json, with keys in place of texts. */
export function configuration(): object {
  const { $schema: _, title: _title, ...schema } = settingsJsonSchema();
  const properties = [...leaves('bulkhead', schema)].map(([key, { description: _text, propertyNames: _names, enumDescriptions, ...leaf }], order) => [
    key,
    {
      ...leaf,
      ...(enumDescriptions ? { enumDescriptions: leaf.enum?.map((choice) => `%${textKey(key, choice)}%`) } : {}),
      markdownDescription: `%${textKey(key)}%`,
      scope: 'window',
      order,
    },
  ]);
  return {
    title: 'Bulkhead',
    properties: {
      ...Object.fromEntries(properties),
      // The language client library reads this setting itself.
      'bulkhead.trace.server': {
        type: 'string',
        enum: ['off', 'messages', 'verbose'],
        enumDescriptions: ['off', 'messages', 'verbose'].map((choice) => `%setting.trace.server.${choice}%`),
        default: 'off',
        markdownDescription: '%setting.trace.server%',
        scope: 'window',
        order: properties.length,
      },
    },
  };
}
