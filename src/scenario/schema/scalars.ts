import { z } from 'zod';
import { parseByteSize, SIZE_EXPECTED } from '../values/byte-size.ts';
import { DURATION_EXPECTED, parseDurationMs } from '../values/duration.ts';

// The `error` of a schema is what was expected, as a noun: "expected ERROR, got VALUE (TYPE)".

/** A text; YAML's numbers and booleans count as the text that they are written with. */
export const text = z.union([z.string(), z.number(), z.boolean()], { error: 'a string' });

// Where only one member of a union fits by type, zod reports that member's issue: it carries the same `error`.

const FLAG = { error: 'true or false' };
/** GMT reads YAML 1.1, in which `yes` and `on` are booleans too. */
export const flag = z.union([z.boolean(), z.string().regex(/^(?:true|false|yes|no|on|off)$/i, FLAG)], FLAG);

const WHOLE = { error: 'a whole number' };
/** `5` and `"5"`, as Compose allows. */
export const wholeNumber = z.union([z.int(WHOLE).min(0, WHOLE), z.string().regex(/^\d+$/, WHOLE)], WHOLE);

const POSITIVE = { error: 'a number above 0' };
export const positiveNumber = z
  .union([z.number(), z.string()], POSITIVE)
  .refine((value) => Number(value) > 0 && Number.isFinite(Number(value)), POSITIVE);

export const texts = z.array(text, { error: 'a list of strings' });
export const textOrTexts = z.union([text, texts], { error: 'a string or a list of strings' });

export const textMap = z.record(z.string(), text.nullish(), { error: 'a map' });
/** `{A: b}` or `[A=b]`. */
export const assignments = z.union([textMap, texts], { error: 'a map or a list of NAME=VALUE' });

export const duration = checkedText((value) => parseDurationMs(value) !== undefined, DURATION_EXPECTED);
export const byteSize = checkedText((value) => parseByteSize(value) !== undefined, SIZE_EXPECTED);

/** A text of a certain form: `pattern(/^\//, 'an absolute path')`. */
export function pattern(regex: RegExp, expected: string) {
  return checkedText((value) => regex.test(value), expected);
}

function checkedText(check: (value: string) => boolean, expected: string) {
  const error = { error: expected };
  return z.union([z.string(), z.number(), z.boolean()], error).refine((value) => check(String(value)), error);
}

export function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: `one of ${values.join(', ')}` });
}

/** Whether a `flag` is on. */
export function isOn(value: boolean | string | number | null | undefined): boolean {
  return value === true || (typeof value === 'string' && /^(?:true|yes|on)$/i.test(value));
}
