import { basename, dirname } from 'node:path';
import { stringify } from 'yaml';
import { JoulelabError } from '../../domain/errors.ts';
import type { ScenarioPlace } from '../find-scenario.ts';
import { createFindings, type Findings } from '../findings.ts';
import { readScenarioAt } from '../load-scenario.ts';
import { loadTree, startLoading } from '../source/load-tree.ts';
import { mergeComposeFile } from '../source/merge-compose.ts';
import { toPlain } from '../source/tree.ts';
import { readVariables } from '../source/variables.ts';
import { flowText, fromHealthcheck, inline, PLACEHOLDER } from './flow-command.ts';

type PlainMap = Readonly<Record<string, unknown>>;

const NOTHING_GIVEN = { variables: {}, allowUnsafe: false, skipUnsafe: false } as const;

/** A scenario that includes a Compose file as it is, and overrides what joulelab does not allow by default. */
export function draftFromCompose(where: ScenarioPlace, source: string): string {
  const compose = readCompose(where, source);
  const services = asMap(compose['services']);
  const main = mainService(services);
  const head = headText(compose, source);
  const check = fromHealthcheck(asMap(asMap(services[main])['healthcheck'])['test']);
  const flow = flowText(main, check ?? PLACEHOLDER);
  const ignore = needsIgnoring(where, head + flow) ? IGNORE : '';
  const overrides = overridesText(services, read(where, head + ignore + flow));
  return `${head}${ignore}${overrides}\n${flow}`;
}

const IGNORE = `
# The Compose file has keys that joulelab does not support. With this they are left out, with a warning for each.
ignore-unsupported-compose: true
`;

function headText(compose: PlainMap, source: string): string {
  const name = typeof compose['name'] === 'string' ? compose['name'] : basename(dirname(source));
  return `# A usage scenario for joulelab: what is started, what is done with it, and so what is measured.
name: ${inline(name)}

# All services of this file, unchanged. What stands under services here wins over it; NAME: null leaves a service out.
${includeText(source)}`;
}

function includeText(source: string): string {
  const file = basename(source);
  const words = /^[\w.-]+$/.test(file) ? file : stringify([file], { collectionStyle: 'flow' }).trim();
  return `compose-file: !include ${words}\n`;
}

/** The Compose file with `extends` and variables resolved; empty where it cannot be read. */
function readCompose(where: ScenarioPlace, source: string): PlainMap {
  const findings = createFindings(NOTHING_GIVEN);
  const variables = readVariables({}, findings);
  const loading = startLoading(where.root, variables, findings, new Map([[where.file, includeText(source)]]));
  const tree = loadTree(where.file, loading);
  const merged = tree?.kind === 'map' ? mergeComposeFile(tree, loading) : undefined;
  return merged === undefined ? {} : asMap(toPlain(merged));
}

/** What is built here is what its author works on; else what answers from outside, else the first. */
function mainService(services: PlainMap): string {
  const names = Object.keys(services).filter(
    (name) => asList(asMap(services[name])['profiles']).length === 0,
  );
  const has = (key: string) => (name: string) => (asMap(services[name])[key] ?? null) !== null;
  return names.find(has('build')) ?? names.find(has('ports')) ?? names[0] ?? 'app';
}

/** Whether keys that joulelab does not know are among what keeps the draft from being valid. */
function needsIgnoring(where: ScenarioPlace, text: string): boolean {
  const plain = read(where, text).faults.length;
  return plain > 0 && read(where, text + IGNORE).faults.length < plain;
}

/** All that is found in a draft; what is unsafe is dropped. */
function read(where: ScenarioPlace, text: string): Findings {
  const request = { ...NOTHING_GIVEN, skipUnsafe: true };
  const findings = createFindings(request);
  try {
    readScenarioAt(where, request, text, findings);
  } catch (error) {
    if (!(error instanceof JoulelabError)) throw error;
  }
  return findings;
}

/** Every key with an unsafe value again, with the values that are left. */
function overridesText(services: PlainMap, findings: Findings): string {
  const unsafe = new Map<string, Map<string, Set<unknown>>>();
  for (const [top, service, key, index] of findings.unsafePaths) {
    if (top !== 'services' || service === undefined || key === undefined) continue;
    const keys = unsafe.get(String(service)) ?? new Map<string, Set<unknown>>();
    unsafe.set(String(service), keys.set(String(key), (keys.get(String(key)) ?? new Set()).add(index)));
  }
  if (unsafe.size === 0) return '';
  const blocks = [...unsafe].map(([service, keys]) => {
    const lines = [...keys].map(([key, indices]) =>
      overrideText(key, asMap(services[service])[key], indices),
    );
    return `  ${inline(service)}:\n${lines.join('')}`;
  });
  return `
# What the Compose file asks for and a scenario may not do by default. joulelab run --allow-unsafe allows it: then remove
# these lines.
services:
${blocks.join('')}`;
}

const WHY: Readonly<Record<string, string>> = {
  ports: 'Not published: services reach each other by their names.',
  volumes: 'Only what lies inside the repository, read-only.',
};

function overrideText(key: string, value: unknown, unsafe: ReadonlySet<unknown>): string {
  const left = Array.isArray(value) ? value.filter((_, index) => !unsafe.has(index)) : null;
  const text = left === null ? 'null' : stringify(left, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
  const why = WHY[key] === undefined ? '' : `    # ${WHY[key]}\n`;
  return `${why}    ${key}: ${text}\n`;
}

function asMap(value: unknown): PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
