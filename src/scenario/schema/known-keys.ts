import { z } from 'zod';
import type { Path } from '../source/tree.ts';

/** The keys that `schema` knows for the map at `path`: what a misspelt key is compared with. */
export function knownKeys(schema: z.core.$ZodType, path: Path): readonly string[] {
  const inner = alternatives(schema);
  const [step, ...rest] = path;
  if (step === undefined) {
    return inner.flatMap((option) => (option instanceof z.ZodObject ? Object.keys(option.shape) : []));
  }
  return inner.flatMap((option) => {
    const next = child(option, step);
    return next === undefined ? [] : knownKeys(next, rest);
  });
}

function child(schema: z.core.$ZodType, step: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(step)];
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodArray) return schema.element;
  return undefined;
}

/** The schema without `optional` and `nullable`, a union as its members. */
function alternatives(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return alternatives(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(alternatives);
  return [schema];
}
