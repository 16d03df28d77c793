import { basename, dirname } from 'node:path';
import { resolveInside } from '../safety/inside-root.ts';
import { parseEnvFile } from '../values/env-file.ts';
import { interpolate, type Lookup } from '../values/interpolate.ts';
import type { Loading } from './load-tree.ts';
import { readTextFile } from './read-text-file.ts';
import { narrowPlace, type Place } from './source-text.ts';
import type { ComposeProject, Entry, MapTree, Tree } from './tree.ts';
import type { Variables } from './variables.ts';

/** Keys of a scenario's own, in which a `$` belongs to a shell or a pattern even if they stand in a Compose file. */
const OWN_KEYS = new Set(['flow', 'flow-prepend', 'setup-commands', 'docker-run-args', 'custom_metrics']);

/**
 * The same Compose file with every scalar knowing its project. Values for `${NAME}` come from `--variable NAME=VALUE` and
 * from the `.env` beside the file, never from the environment of the measuring machine: the same files give the same
 * services everywhere.
 */
export function asComposeProject(file: MapTree, loading: Loading): MapTree {
  const folder = dirname(file.place.source.file);
  const project = { folder, env: readDotEnv(folder, file.place, loading) };
  return markMap(file, project);
}

/**
 * What `name` is worth in a project: given on the command line, else in its `.env`. `PWD`, which Compose files use for
 * their own folder, and `COMPOSE_PROJECT_NAME` follow from the folder.
 */
export function projectLookup(project: ComposeProject, variables: Variables): Lookup {
  return (name) => {
    const full = `__GMT_VAR_${name}__`;
    const given = variables.values.get(full);
    if (given === undefined) {
      const value = project.env.get(name) ?? ownValue(name, project.folder);
      if (value === undefined) variables.missing.add(full);
      return value;
    }
    variables.used.add(full);
    return given;
  };
}

function ownValue(name: string, folder: string): string | undefined {
  if (name === 'PWD') return folder;
  if (name !== 'COMPOSE_PROJECT_NAME') return undefined;
  return basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/g, '');
}

/** Replaces variables in all that came from a Compose file and is still there after the merge. */
export function interpolateCompose(tree: MapTree, { variables, findings }: Loading): MapTree {
  const walk = (node: Tree): Tree => {
    if (node.kind === 'list') return { ...node, items: node.items.map(walk) };
    if (node.kind === 'map') return { ...node, entries: mapValues(node.entries, walk) };
    const { project, value, place } = node;
    if (project === undefined || typeof value !== 'string' || !value.includes('$')) return node;
    const result = interpolate(value, projectLookup(project, variables));
    if (result.ok) return { ...node, value: result.text };
    findings.variableFault(narrowPlace(place, result.word), result.message, result.hint);
    return { ...node, value: null, isHole: true };
  };
  return { ...tree, entries: mapValues(tree.entries, walk) };
}

function markMap(map: MapTree, project: ComposeProject): MapTree {
  const mark = (node: Tree): Tree => {
    if (node.kind === 'list') return { ...node, items: node.items.map(mark) };
    return node.kind === 'map' ? markMap(node, project) : { ...node, project };
  };
  return { ...map, entries: mapValues(map.entries, mark, OWN_KEYS) };
}

function mapValues(
  entries: ReadonlyMap<string, Entry>,
  change: (value: Tree) => Tree,
  except: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, Entry> {
  return new Map(
    [...entries].map(([key, entry]) => [
      key,
      except.has(key) ? entry : { ...entry, value: change(entry.value) },
    ]),
  );
}

function readDotEnv(folder: string, place: Place, loading: Loading): ReadonlyMap<string, string> {
  const { findings, root, variables } = loading;
  const file = resolveInside(root, [folder], '.env');
  if (file.kind === 'missing') return new Map();
  if (file.kind === 'outside') {
    findings.fault(place, `.env leads to ${file.path}, outside ${root}`, 'Put a file of its own there.');
    return new Map();
  }
  const text = readTextFile(file.path);
  if (typeof text !== 'string') {
    findings.fault(place, `cannot read ${file.path}: ${text.reason}`);
    return new Map();
  }
  const { values, faults } = parseEnvFile(text, projectLookup({ folder, env: new Map() }, variables));
  // A value that cannot be made is missed only where it is used.
  for (const { line, message } of faults.filter(({ name }) => name === undefined)) {
    findings.fault(place, `${file.path}:${line}: ${message}`);
  }
  return values;
}
