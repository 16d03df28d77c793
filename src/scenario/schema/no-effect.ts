import type { Findings } from '../findings.ts';
import { type MapTree, type Path, pathText, type Tree } from '../source/tree.ts';
import { fitsPattern, NO_EFFECT } from './compose-keys.ts';

/** A warning for each key that is accepted and changes nothing. What is left out of the scenario anyway is not told. */
export function warnWithoutEffect(tree: MapTree, findings: Findings): void {
  const patterns = Object.entries(NO_EFFECT);
  const walk = (node: Tree, path: Path): void => {
    const reason = patterns.find(([pattern]) => fitsPattern(path, pattern))?.[1];
    if (reason !== undefined) {
      const where = pathText(path.slice(0, -1));
      return findings.warn('ignored-key', `"${String(path.at(-1))}" in ${where} has no effect: ${reason}`);
    }
    if (node.kind === 'list') for (const [at, item] of node.items.entries()) walk(item, [...path, at]);
    if (node.kind === 'map') for (const [key, entry] of node.entries) walk(entry.value, [...path, key]);
  };
  for (const key of ['services', 'networks', 'volumes']) {
    const entry = tree.entries.get(key);
    if (entry !== undefined) walk(entry.value, [key]);
  }
}
