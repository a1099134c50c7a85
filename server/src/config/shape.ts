import * as z from 'zod';
import { configSchema } from '../../../schemas/config.ts';

/** A part of the schema of a configuration, without what makes it optional. */
export interface Shape {
  readonly schema: z.ZodType;
  /** What it means, for people; empty if nobody says it. */
  readonly description: string;
}

/** The part of the schema at a path of a configuration; `undefined` where nothing may stand. */
export function shapeAt(path: readonly PropertyKey[]): Shape | undefined {
  let at: Shape | undefined = bare(configSchema);
  for (const step of path) at = at && below(at.schema, step);
  return at;
}

/** The settings that may stand in a map of a configuration; none where it is no map with names of ours. */
export function keysIn(path: readonly PropertyKey[]): readonly string[] {
  const schema = shapeAt(path)?.schema;
  return schema instanceof z.ZodObject ? Object.keys(schema.shape).filter((key) => key !== '$schema') : [];
}

/** The words of which one may stand at a path, each with what it does, if that is said. */
export function wordsAt(path: readonly PropertyKey[]): readonly { readonly word: string; readonly says: string | undefined }[] {
  const schema = shapeAt(path)?.schema;
  if (!(schema instanceof z.ZodEnum)) return [];
  const says = schema.meta()?.['enumDescriptions'];
  return schema.options.map((word, i) => ({ word: String(word), says: Array.isArray(says) ? String(says[i]) : undefined }));
}

function below(schema: z.ZodType, step: PropertyKey): Shape | undefined {
  if (schema instanceof z.ZodObject) return Object.hasOwn(schema.shape, step) ? bare(schema.shape[step as string] as z.ZodType) : undefined;
  if (schema instanceof z.ZodArray && typeof step === 'number') return bare(schema.element as z.ZodType);
  if (schema instanceof z.ZodRecord && typeof step === 'string') return bare(schema.valueType as z.ZodType);
  return undefined;
}

function bare(schema: z.ZodType): Shape {
  let inner = schema;
  let description = schema.description;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault) {
    inner = inner.unwrap() as z.ZodType;
    description ??= inner.description;
  }
  return { schema: inner, description: description ?? '' };
}

/** Whether the value of a key is a single one, written behind its colon. */
export function isOnLine(path: readonly PropertyKey[]): boolean {
  const schema = shapeAt(path)?.schema;
  return !(schema instanceof z.ZodObject || schema instanceof z.ZodArray || schema instanceof z.ZodRecord);
}
