import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import type { ComparisonReport } from '../../domain/comparison-report.ts';
import { comparisonJsonSchema, type comparisonSchema } from './comparison-schema.ts';

/** A type without `readonly`, all the way down: zod's inferred types are mutable. */
type Mutable<T> = T extends readonly (infer Element)[]
  ? Mutable<Element>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
    : T;

/** True only for the same type: a missing optional property is a difference, which plain assignability would let pass. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- identity of types can only be asked this way
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

test('the schema is the type, property by property (checked by the compiler)', () => {
  const same: Same<Mutable<z.infer<typeof comparisonSchema>>, Mutable<ComparisonReport>> = true;
  expect(same).toBe(true);
});

test('docs/reference/comparison.schema.json is up to date (npm run docs)', () => {
  const file = new URL('../../../docs/reference/comparison.schema.json', import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(comparisonJsonSchema());
});
