import { dirname, relative } from 'node:path';
import type { Findings } from '../findings.ts';
import { didYouMean } from '../nearest.ts';
import { resolveInside } from '../safety/inside-root.ts';
import { parseTree } from './parse-tree.ts';
import { readTextFile } from './read-text-file.ts';
import { narrowPlace, type Place } from './source-text.ts';
import type { Tree } from './tree.ts';
import { substituteVariables, type Variables } from './variables.ts';

/** Of all files together. */
const MAX_BYTES = 8_388_608;
const MAX_INCLUDES = 200;

/** What is shared by a scenario file and all that it includes. */
export type Loading = {
  readonly root: string;
  readonly variables: Variables;
  readonly findings: Findings;
  /** Texts that stand for a file's content: a scenario that is not written yet. */
  readonly texts: ReadonlyMap<string, string>;
  /** Counted down; what reaches 0 is refused: a small file must not grow to fill the memory. */
  readonly budget: { nodes: number; includes: number; bytes: number };
};

export function startLoading(
  root: string,
  variables: Variables,
  findings: Findings,
  texts: ReadonlyMap<string, string> = new Map(),
): Loading {
  return {
    texts,
    root,
    variables,
    findings,
    budget: { nodes: 100_000, includes: MAX_INCLUDES, bytes: MAX_BYTES },
  };
}

/**
 * Reads a YAML file with variables replaced and includes in place. Faults go to the findings; undefined where no tree
 * could be made at all.
 *
 * @param chain files that lead here by include, outermost first
 */
export function loadTree(
  file: string,
  loading: Loading,
  chain: readonly string[] = [],
  from?: Place,
): Tree | undefined {
  const text = loading.texts.get(file) ?? readTextFile(file);
  const whole = { file, original: '', resolved: '', replacements: [] };
  if (typeof text !== 'string') {
    loading.findings.fault(
      from ?? { source: whole, start: 0, end: 0 },
      `cannot read ${file}: ${text.reason}`,
    );
    return undefined;
  }
  loading.budget.bytes -= text.length;
  if (loading.budget.bytes < 0) {
    const place = from ?? { source: whole, start: 0, end: 0 };
    loading.findings.fault(place, `the scenario and its includes are larger than ${MAX_BYTES} bytes`);
    return undefined;
  }
  const source = substituteVariables(file, text, loading.variables, loading.findings);
  return parseTree(source, loading, (place, words) => includeFile(place, words, loading, [...chain, file]));
}

/** `!include FILE [KEY…]`: each key is looked up in what the one before gave, the outermost match first. */
export function includeFile(
  place: Place,
  words: readonly string[],
  loading: Loading,
  chain: readonly string[],
): Tree | undefined {
  const { findings, root, budget } = loading;
  const [written, ...keys] = words;
  if (written === undefined || written === '') {
    findings.fault(place, '!include: expected a file name', 'Write !include FILE or !include FILE KEY.');
    return undefined;
  }
  const at = narrowPlace(place, written);
  const folders = [dirname(place.source.file), dirname(chain[0] ?? place.source.file)];
  const target = resolveInside(root, folders, written);
  if (target.kind === 'outside') {
    findings.fault(
      at,
      `!include "${written}" leads to ${target.path}, outside ${root}`,
      'Only files of the scenario’s own repository can be included.',
    );
    return undefined;
  }
  if (target.kind === 'missing') {
    findings.fault(at, `!include "${written}": there is no file ${target.path} (${target.reason})`);
    return undefined;
  }
  if (chain.includes(target.path)) {
    const way = [...chain.slice(chain.indexOf(target.path)), target.path].map((file) => relative(root, file));
    findings.fault(at, `!include "${written}" comes back to itself: ${way.join(' → ')}`);
    return undefined;
  }
  budget.includes -= 1;
  if (budget.includes < 0) {
    if (budget.includes === -1) findings.fault(at, `more than ${MAX_INCLUDES} includes`);
    return undefined;
  }
  const tree = loadTree(target.path, loading, chain, at);
  return (
    tree &&
    keys.reduce<Tree | undefined>((node, key) => node && select(node, key, place, written, findings), tree)
  );
}

function select(tree: Tree, key: string, place: Place, file: string, findings: Findings): Tree | undefined {
  let level: Tree[] = [tree];
  const seen: string[] = [];
  while (level.length > 0) {
    const maps = level.filter((node) => node.kind === 'map');
    const found = maps.find((map) => map.entries.has(key));
    if (found !== undefined) return found.entries.get(key)?.value;
    seen.push(...maps.flatMap((map) => [...map.entries.keys()]));
    level = maps.flatMap((map) => [...map.entries.values()].map((entry) => entry.value));
  }
  findings.fault(
    narrowPlace(place, key),
    `!include "${file}": there is no key "${key}" in it`,
    didYouMean(key, seen),
  );
  return undefined;
}
