import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { scenarioJsonSchema } from './json-schema.ts';
import { KEY_HELP } from './key-help.ts';

type Node = { properties?: Record<string, Node>; description?: string } & Record<string, unknown>;

const document = JSON.parse(scenarioJsonSchema());
/** zod reads JSON Schemas too, by another way than the one that made this one. */
const independent = z.fromJSONSchema(document);
const repository = join(import.meta.dirname, '..', '..', '..');

function read(text: string): unknown {
  const include = { tag: '!include', resolve: (file: string) => file };
  return parse(text, { customTags: [include], merge: true, logLevel: 'error' });
}

function keys(node: unknown, path: string): [path: string, description: string | undefined][] {
  if (typeof node !== 'object' || node === null) return [];
  const { properties = {}, ...rest } = node as Node;
  const own = Object.entries(properties).flatMap(([key, value]): [string, string | undefined][] => {
    const at = path === '' ? key : `${path}.${key}`;
    return [[at, value.description], ...keys(value, at)];
  });
  const below = (key: string): [string, string | undefined][] =>
    keys(rest[key], path === '' ? '*' : `${path}.*`);
  const options = Array.isArray(rest['anyOf']) ? rest['anyOf'].flatMap((one) => keys(one, path)) : [];
  return [...own, ...options, ...below('items'), ...below('additionalProperties')];
}

describe('the JSON Schema', () => {
  const all = keys(document, '');

  it('has help for every key, and no help for a key that is gone', () => {
    expect(all.length).toBeGreaterThan(150);
    expect(all.filter(([, description]) => description === undefined).map(([path]) => path)).toEqual([]);
    const known = new Set(all.map(([path]) => path));
    expect(Object.keys(KEY_HELP).filter((path) => !known.has(path))).toEqual([]);
  });

  const scenarios = globSync(['examples/**/usage_scenario*.yml', 'test/**/testdata/**/usage_scenario*.yml'], {
    cwd: repository,
  });

  it('finds scenarios to check', () => expect(scenarios.length).toBeGreaterThan(0));

  it.each(scenarios)('accepts %s', (file) => {
    const text = readFileSync(join(repository, file), 'utf8');
    expect(independent.safeParse(read(text)).error?.issues).toBeUndefined();
  });

  it.each(globSync('src/scenario/testdata/compose/*/*compose.y*ml', { cwd: repository }))(
    'accepts the services of %s, or the key that is refused is the one that is named',
    (file) => {
      const refused = /(scaled|gpu|parts)\//.test(file);
      const compose = read(readFileSync(join(repository, file), 'utf8'));
      const flow = [{ name: 'a', container: 'b', commands: [{ type: 'console', command: 'c' }] }];
      const scenario = Object.assign({ name: 'x', flow }, withoutExtends(compose));
      expect(independent.safeParse(scenario).success).toBe(!refused);
    },
  );

  it.each([
    ['an unknown key', 'services: {a: {imge: x}}'],
    ['a flow that is a map', 'flow: {a: b}'],
    ['a wrong choice', 'services: {a: {pull_policy: maybe}}'],
    ['a list in place of a text', 'services: {a: {image: [x]}}'],
  ])('refuses %s', (_, yaml) => {
    const flow = [{ name: 'a', container: 'a', commands: [{ type: 'console', command: 'c' }] }];
    const good = { name: 'x', services: { a: { image: 'x' } }, flow };
    expect(independent.safeParse(good).success).toBe(true);
    expect(independent.safeParse(Object.assign({}, good, read(yaml))).success).toBe(false);
  });

  it.each([
    'x-any: 1',
    'compose-file: !include compose.yml',
    'services: {a: null}',
    'services: {a: {image: x, x-y: 1, cpus: "0.5", init: yes}}',
    'flow-prepend: [{name: a, container: a, commands: [{type: console, command: 5}]}]',
  ])('accepts %s', (yaml) => {
    const flow = [{ name: 'a', container: 'a', commands: [{ type: 'console', command: 'c' }] }];
    expect(
      independent.safeParse(Object.assign({ name: 'x', flow }, read(yaml))).error?.issues,
    ).toBeUndefined();
  });
});

/** `extends` is resolved before the schema is applied. */
function withoutExtends(compose: unknown): object {
  return JSON.parse(JSON.stringify(compose, (key, value) => (key === 'extends' ? undefined : value)));
}
