import { z } from 'zod';
import { fitsPattern, NO_EFFECT } from './compose-keys.ts';
import { KEY_HELP } from './key-help.ts';
import { scenarioSchema } from './scenario-schema.ts';

type Schema = z.core.JSONSchema.JSONSchema;

const HELP = Object.entries({
  ...Object.fromEntries(
    Object.entries(NO_EFFECT).map(([pattern, reason]) => [pattern, `Accepted, no effect: ${reason}.`]),
  ),
  ...KEY_HELP,
});

/**
 * The scenario's format as a JSON Schema, for editors: made from the validator, with help for every key. It is a little
 * more generous than the validator, which also checks references, paths and safety.
 */
export function scenarioJsonSchema(): string {
  const {
    $schema,
    properties = {},
    ...rest
  } = z.toJSONSchema(scenarioSchema, {
    io: 'input',
    unrepresentable: 'any',
  });
  const whole: Schema = {
    ...rest,
    properties: {
      ...properties,
      'compose-file': {},
      services: { anyOf: [servicesOrRemoved(properties['services']), { type: 'null' }] },
    },
  };
  const refined = asSchema(refine(whole, []));
  const flow = { ...asSchema(refined.properties?.['flow']), description: KEY_HELP['flow-prepend'] ?? '' };
  const all = { ...refined, properties: { ...refined.properties, 'flow-prepend': flow } };
  return `${JSON.stringify({ $schema, title: 'joulelab usage scenario', ...all }, null, 2)}\n`;
}

/** A service set to null takes one of the Compose file away. */
function servicesOrRemoved(services: Schema | boolean | undefined): Schema {
  const map = alternatives(asSchema(services)).find((option) => option.type === 'object') ?? {};
  const service = asSchema(map.additionalProperties);
  // `extends` is resolved before the validator sees it.
  const extended = { ...service, properties: { ...service.properties, extends: {} } };
  return { ...map, additionalProperties: { anyOf: [extended, { type: 'null' }] } };
}

/** Adds help and `x-` keys, and says unions of plain types in the short way. */
function refine(schema: Schema | boolean, path: readonly string[]): Schema | boolean {
  if (typeof schema === 'boolean') return schema;
  const { anyOf, properties, items, additionalProperties, ...rest } = schema;
  if (anyOf !== undefined)
    return { ...rest, ...joined(alternatives(schema).map((one) => refine(one, path))) };
  const refined: Schema = { ...rest };
  if (properties !== undefined) {
    refined.properties = Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [
        key,
        withHelp(refine(value, [...path, key]), [...path, key]),
      ]),
    );
    refined.patternProperties = { '^x-': {} };
  }
  if (additionalProperties !== undefined) {
    const below = refine(additionalProperties, [...path, '*']);
    refined.additionalProperties = typeof below === 'boolean' ? below : asSchema(below);
  }
  if (items !== undefined && !Array.isArray(items))
    refined.items = asSchema(refine(asSchema(items), [...path, '*']));
  return refined;
}

function alternatives(schema: Schema): Schema[] {
  return schema.anyOf === undefined ? [schema] : schema.anyOf.flatMap((one) => alternatives(asSchema(one)));
}

function joined(options: readonly (Schema | boolean)[]): Schema {
  const isPlain = (one: Schema | boolean): one is Schema =>
    typeof one === 'object' && Object.keys(one).join() === 'type' && typeof one.type === 'string';
  const types = [...new Set(options.filter(isPlain).map(({ type }) => type))];
  const others = options.filter((one) => !isPlain(one)).map(asSchema);
  if (types.length === 0) return { anyOf: others };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- zod's type knows single types only, JSON Schema lists too
  const plain = { type: types.length === 1 ? types[0] : types } as Schema;
  return others.length === 0 ? plain : { anyOf: [...others, plain] };
}

function withHelp(schema: Schema | boolean, path: readonly string[]): Schema {
  const help = HELP.find(([pattern]) => fitsPattern(path, pattern))?.[1];
  return { ...(help === undefined ? {} : { description: help }), ...asSchema(schema) };
}

function asSchema(schema: Schema | boolean | undefined): Schema {
  return typeof schema === 'object' ? schema : {};
}
