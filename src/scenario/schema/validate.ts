import type { Findings } from '../findings.ts';
import { didYouMean } from '../nearest.ts';
import { isSecretName, REDACTED, redactText } from '../safety/redact.ts';
import {
  holePaths,
  keyPlaceAt,
  type MapTree,
  nodeAt,
  type Path,
  pathText,
  placeAt,
  type Tree,
  toPlain,
  without,
} from '../source/tree.ts';
import { fitsPattern, refusedKeyHint } from './compose-keys.ts';
import { type Problem, toProblems } from './issues.ts';
import { knownKeys } from './known-keys.ts';
import { warnWithoutEffect } from './no-effect.ts';
import { isOn } from './scalars.ts';
import { MERGE_KEYS, remainderSchema, type ScenarioData, scenarioSchema } from './scenario-schema.ts';

/** What a first round leaves behind is found by the next; a few are enough. */
const MAX_ROUNDS = 50;

/** Data of the schema's shape, and the tree that it was read from: paths of the one are paths of the other. */
export type Validated = {
  readonly data: ScenarioData;
  readonly tree: MapTree;
  /** Where something was taken out: what is missing there is no fault of its own. */
  readonly faulty: readonly Path[];
};

/**
 * Applies the schema; each problem becomes a fault at its place. What is faulty is then taken out, so that the rest
 * can be checked further and all faults are shown at once. Undefined where too little is left for that.
 */
export function validate(tree: MapTree, findings: Findings): Validated | undefined {
  const unsupported = tree.entries.get('ignore-unsupported-compose')?.value;
  const ignoreUnknown = unsupported?.kind === 'scalar' && isOn(unsupported.value);
  const found = problemsOf(tree);
  warnWithoutEffect(tree, findings);
  for (const problem of found) report(problem, tree, findings, ignoreUnknown);
  const faulty = [...found.map((problem) => problem.path), ...holePaths(tree)];
  let rest: Tree = tree;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const parsed = remainderSchema.safeParse(toPlain(rest));
    if (parsed.success) return rest.kind === 'map' ? { data: parsed.data, tree: rest, faulty } : undefined;
    const paths = toProblems(parsed.error.issues).map((problem) => problem.path);
    if (paths.some((path) => path.length === 0)) return undefined;
    rest = takeOut(rest, paths);
  }
  return undefined;
}

function problemsOf(tree: Tree): readonly Problem[] {
  const parsed = scenarioSchema.safeParse(toPlain(tree), { error: defaultExpectation });
  return parsed.success ? [] : toProblems(parsed.error.issues);
}

function report(problem: Problem, tree: MapTree, findings: Findings, ignoreUnknown: boolean): void {
  const { path } = problem;
  const key = String(path.at(-1) ?? '');
  if (problem.kind === 'unknown-key') {
    if (key.startsWith('x-') || isOneReplica(tree, path)) return;
    const where = path.length === 1 ? 'at the top' : `in ${pathText(path.slice(0, -1))}`;
    if (ignoreUnknown)
      return findings.warn('ignored-key', `"${key}" ${where} is not supported and has no effect`);
    const known = knownKeys(scenarioSchema, path.slice(0, -1));
    const value = nodeAt(tree, path);
    const refused = refusedKeyHint(path);
    if (refused !== undefined) {
      const message = `"${key}" ${where} is a key of Compose that joulelab does not support`;
      return findings.fault(keyPlaceAt(tree, path), message, refused);
    }
    return findings.fault(
      keyPlaceAt(tree, path),
      `unknown key "${key}" ${where}, with ${value === undefined ? 'no value' : valueText(value, key)}`,
      didYouMean(key, path.length === 1 ? [...known, ...MERGE_KEYS] : known) ??
        `Known keys: ${known.join(', ')}.`,
    );
  }
  const node = nodeAt(tree, path);
  if (node === undefined) {
    const parent = path.length === 1 ? 'the scenario' : pathText(path.slice(0, -1));
    return findings.fault(placeAt(tree, path), `${parent} has no "${key}": expected ${problem.expected}`);
  }
  if (node.kind === 'scalar' && node.isHole) return;
  findings.fault(
    placeAt(tree, path),
    `${path.length === 0 ? 'the scenario' : pathText(path)}: expected ${problem.expected}, got ${valueText(node, key)}`,
  );
}

/** `replicas: 1` says what is so anyway. */
function isOneReplica(tree: MapTree, path: Path): boolean {
  const value = nodeAt(tree, path);
  return (
    ['services.*.scale', 'services.*.deploy.replicas'].some((pattern) => fitsPattern(path, pattern)) &&
    value?.kind === 'scalar' &&
    String(value.value) === '1'
  );
}

/** The value as written and its type: `"abc" (a string)`. */
function valueText(node: Tree, key: string): string {
  if (node.kind === 'list')
    return node.items.length === 0 ? 'an empty list' : `a list of ${node.items.length}`;
  if (node.kind === 'map') return `a map (${[...node.entries.keys()].slice(0, 5).join(', ')})`;
  if (node.value === null) return 'nothing';
  if (typeof node.value !== 'string') return `${node.value} (a ${typeof node.value})`;
  const shown = isSecretName(key) ? REDACTED : redactText(node.value);
  return `${JSON.stringify(shown.length > 60 ? `${shown.slice(0, 59)}…` : shown)} (a string)`;
}

function defaultExpectation(issue: { code?: string | undefined; expected?: unknown }): string {
  if (issue.expected === 'array') return 'a list';
  if (issue.expected === 'object' || issue.expected === 'record') return 'a map';
  return 'another value';
}

/** What is missing is taken out with the map that lacks it; what is wrong alone. */
function takeOut(tree: Tree, paths: readonly Path[]): Tree {
  const targets = paths.map((path) => (nodeAt(tree, path) === undefined ? path.slice(0, -1) : path));
  const unique = new Map(targets.map((path) => [JSON.stringify(path), path]));
  // From the end of each list, so that what is taken out moves nothing that is still to be.
  const ordered = [...unique.values()].toSorted(fromTheEnd);
  return ordered.reduce((left, path) => without(left, path), tree);
}

function fromTheEnd(a: Path, b: Path): number {
  const at = a.findIndex((step, index) => step !== b[index]);
  // A part comes before the whole.
  if (at < 0 || at >= b.length) return b.length - a.length;
  const [left, right] = [a[at], b[at]];
  if (typeof left === 'number' && typeof right === 'number') return right - left;
  return String(right) < String(left) ? -1 : 1;
}
