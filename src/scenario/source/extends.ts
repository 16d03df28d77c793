import { didYouMean } from '../nearest.ts';
import { includeFile, type Loading } from './load-tree.ts';
import type { Entry, ListTree, MapTree, Tree } from './tree.ts';

/** Lists that mean one thing as a whole: the service's own replaces the other's. */
const WHOLE_LISTS = new Set(['command', 'entrypoint', 'test']);

/**
 * Resolves Compose's `extends` in a file: `extends: SERVICE`, or a map with `service` and `file`. Maps merge and lists add
 * up, the service's own values winning. A `file` is read like an include: never from above the root.
 */
export function resolveExtends(file: MapTree, loading: Loading): MapTree {
  const services = file.entries.get('services');
  if (services?.value.kind !== 'map') return file;
  const entries = new Map(services.value.entries);
  for (const [key, entry] of entries) {
    if (entry.value.kind !== 'map') continue;
    entries.set(key, { ...entry, value: extended(key, entry.value, file, loading, []) });
  }
  const value = { ...services.value, entries };
  return { ...file, entries: new Map(file.entries).set('services', { ...services, value }) };
}

function extended(
  key: string,
  service: MapTree,
  file: MapTree,
  loading: Loading,
  chain: readonly string[],
): MapTree {
  const wish = service.entries.get('extends');
  if (wish === undefined) return service;
  const own = { ...service, entries: new Map(service.entries) };
  own.entries.delete('extends');
  const here = `${file.place.source.file}: ${key}`;
  if (chain.includes(here)) {
    loading.findings.fault(wish.keyPlace, `extends goes round in a circle: ${[...chain, here].join(' → ')}`);
    return own;
  }
  const { value } = wish;
  const name =
    textAt(value) ?? (value.kind === 'map' ? textAt(value.entries.get('service')?.value) : undefined);
  if (name === undefined) {
    loading.findings.fault(wish.keyPlace, 'extends: expected a service, or a map (service, file)');
    return own;
  }
  const written = value.kind === 'map' ? value.entries.get('file')?.value : undefined;
  const other = written === undefined ? file : otherFile(written, loading);
  if (other?.kind !== 'map') return own;
  const services = other.entries.get('services')?.value;
  const base = services?.kind === 'map' ? services.entries.get(name)?.value : undefined;
  if (base?.kind !== 'map') {
    const known = services?.kind === 'map' ? services.entries.keys() : [];
    loading.findings.fault(value.place, `extends: there is no service "${name}"`, didYouMean(name, known));
    return own;
  }
  return addMaps(extended(name, base, other, loading, [...chain, here]), own);
}

function otherFile(written: Tree, loading: Loading): Tree | undefined {
  const path = textAt(written);
  const { file } = written.place.source;
  if (path !== undefined) return includeFile(written.place, [path], loading, [file]);
  loading.findings.fault(written.place, 'extends.file: expected the name of a file');
  return undefined;
}

function addMaps(under: MapTree, over: MapTree): MapTree {
  const entries = new Map<string, Entry>(under.entries);
  for (const [key, entry] of over.entries) {
    const below = entries.get(key)?.value;
    entries.set(key, { ...entry, value: below === undefined ? entry.value : add(key, below, entry.value) });
  }
  return { ...over, entries };
}

function add(key: string, under: Tree, over: Tree): Tree {
  if (under.kind === 'scalar' || over.kind === 'scalar' || WHOLE_LISTS.has(key)) return over;
  if (under.kind === 'map' && over.kind === 'map') return addMaps(under, over);
  if (under.kind === 'map' || over.kind === 'map') return addMaps(asMap(under), asMap(over));
  const own = new Set(over.items.map((item) => identity(key, item)));
  return { ...over, items: [...under.items.filter((item) => !own.has(identity(key, item))), ...over.items] };
}

/** Mounts are the same when their target is; other items when they are equal. */
function identity(key: string, item: Tree): unknown {
  if (item.kind === 'map') return key === 'volumes' ? textAt(item.entries.get('target')?.value) : item;
  if (item.kind !== 'scalar') return item;
  const text = String(item.value);
  return key === 'volumes' ? (text.split(':')[1] ?? text) : text;
}

/** `[A=b]` as `{A: b}`, and `[a]` as `{a: }`: the two forms of the same key. */
function asMap(tree: MapTree | ListTree): MapTree {
  if (tree.kind === 'map') return tree;
  const entries = tree.items.flatMap((item): [string, Entry][] => {
    if (item.kind !== 'scalar') return [];
    const text = String(item.value);
    const sign = text.indexOf('=');
    const value = { ...item, value: sign < 0 ? null : text.slice(sign + 1) };
    return [[sign < 0 ? text : text.slice(0, sign), { keyPlace: item.place, value }]];
  });
  return { kind: 'map', entries: new Map(entries), place: tree.place };
}

function textAt(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' && tree.value !== null ? String(tree.value) : undefined;
}
