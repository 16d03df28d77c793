import type { Place } from './source-text.ts';

export type Scalar = string | number | boolean | null;

/**
 * A YAML value after includes and merges, in which every node still knows its place, whatever file it came from.
 *
 * `isHole` marks a null in the place of what could not be read and is a fault already.
 * A scalar is a number or boolean only where its text is exactly what `String(value)` gives; `1.10`, `0755` and `yes`
 * stay strings, so that a text never changes on the way into an environment variable or a command.
 */
export type Tree =
  | {
      readonly kind: 'scalar';
      readonly value: Scalar;
      readonly place: Place;
      readonly isHole?: true;
      /** Only for what stands in a Compose file: there `${NAME}` is replaced. */
      readonly project?: ComposeProject;
    }
  | ListTree
  | MapTree;

/** What a Compose file takes values from: the `.env` beside it. */
export type ComposeProject = { readonly folder: string; readonly env: ReadonlyMap<string, string> };

export type MapTree = {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly place: Place;
};

export type ListTree = {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly place: Place;
  /** Where each item stood before others were taken out; absent where none was. */
  readonly origins?: readonly number[];
};

export type Entry = { readonly keyPlace: Place; readonly value: Tree };

export type Path = readonly PropertyKey[];

/** `services.db.volumes[0]`, with the indices that the file has. */
export function pathText(path: Path, tree?: Tree): string {
  return path.reduce<string>((text, step, at) => {
    if (typeof step !== 'number') return text === '' ? String(step) : `${text}.${String(step)}`;
    const parent = tree && nodeAt(tree, path.slice(0, at));
    return `${text}[${parent?.kind === 'list' ? (parent.origins?.[step] ?? step) : step}]`;
  }, '');
}

/** The node at `path`, or undefined where there is none. */
export function nodeAt(tree: Tree, path: Path): Tree | undefined {
  let node: Tree | undefined = tree;
  for (const step of path) {
    if (node?.kind === 'map') node = node.entries.get(String(step))?.value;
    else if (node?.kind === 'list') node = node.items[Number(step)];
    else return undefined;
  }
  return node;
}

/** Where the value at `path` stands; the closest parent that exists where it is missing. */
export function placeAt(tree: Tree, path: Path): Place {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = nodeAt(tree, path.slice(0, length));
    if (node === undefined) continue;
    return length === path.length && !isEmpty(node) ? node.place : headPlace(tree, path.slice(0, length));
  }
  return tree.place;
}

/** Where the key at the end of `path` stands: `image` in `image: busybox`. The value's place for a list's item. */
export function keyPlaceAt(tree: Tree, path: Path): Place {
  const parent = nodeAt(tree, path.slice(0, -1));
  const last = path.at(-1);
  if (parent?.kind === 'map' && last !== undefined) {
    const entry = parent.entries.get(String(last));
    if (entry !== undefined) return entry.keyPlace;
  }
  return placeAt(tree, path);
}

/** Paths of all that could not be read. */
export function holePaths(tree: Tree, path: Path = []): readonly Path[] {
  if (tree.kind === 'scalar') return tree.isHole ? [path] : [];
  if (tree.kind === 'list') return tree.items.flatMap((item, at) => holePaths(item, [...path, at]));
  return [...tree.entries].flatMap(([key, entry]) => holePaths(entry.value, [...path, key]));
}

/** Values only, places left behind. Null entries of maps are kept; `undefined` never occurs. */
export function toPlain(tree: Tree): unknown {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(toPlain);
  return Object.fromEntries([...tree.entries].map(([key, entry]) => [key, toPlain(entry.value)]));
}

/** The same tree without what `path` leads to: a map's entry or a list's item. */
export function without(tree: Tree, path: Path): Tree {
  const [step, ...rest] = path;
  if (step === undefined) return tree;
  if (tree.kind === 'map') {
    const entries = new Map(tree.entries);
    const entry = entries.get(String(step));
    if (entry === undefined) return tree;
    if (rest.length === 0) entries.delete(String(step));
    else entries.set(String(step), { ...entry, value: without(entry.value, rest) });
    return { ...tree, entries };
  }
  if (tree.kind === 'list') {
    const index = Number(step);
    if (rest.length > 0) {
      return { ...tree, items: tree.items.map((item, at) => (at === index ? without(item, rest) : item)) };
    }
    const origins = tree.origins ?? tree.items.map((_, at) => at);
    return { ...tree, items: tree.items.toSpliced(index, 1), origins: origins.toSpliced(index, 1) };
  }
  return tree;
}

/** A map shows itself by its key, or by its first key where it is a list's item or the whole file. */
function headPlace(tree: Tree, path: Path): Place {
  const parent = nodeAt(tree, path.slice(0, -1));
  if (path.length > 0 && parent?.kind === 'map') return keyPlaceAt(tree, path);
  const node = nodeAt(tree, path) ?? tree;
  if (node.kind !== 'map') return node.place;
  return [...node.entries.values()][0]?.keyPlace ?? node.place;
}

function isEmpty(node: Tree): boolean {
  return node.place.end <= node.place.start;
}
