import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  Scalar as ScalarNode,
  visit,
} from 'yaml';
import { splitWords } from '../values/split-words.ts';
import type { Loading } from './load-tree.ts';
import type { Place, SourceText } from './source-text.ts';
import type { Entry, Scalar, Tree } from './tree.ts';

const MAX_DEPTH = 64;

type Include = (place: Place, words: readonly string[]) => Tree | undefined;
type Building = {
  readonly source: SourceText;
  readonly targets: ReadonlyMap<Alias, Node>;
  readonly loading: Loading;
  readonly include: Include;
  /** Nodes that lead here: an alias to one of them would never end. */
  readonly parents: readonly unknown[];
};

/** Parses YAML 1.2 (merge keys `<<` too) into a tree with places; aliases are copied, within a budget. */
export function parseTree(source: SourceText, loading: Loading, include: Include): Tree | undefined {
  const parsed = parse(source);
  if (parsed === undefined) {
    loading.findings.fault({ source, start: 0, end: 1 }, 'the file is nested too deep');
    return undefined;
  }
  const { document, targets } = parsed;
  for (const error of document.errors) {
    const [start, end] = error.pos;
    const [key = ''] =
      error.code === 'DUPLICATE_KEY' ? (/^[^\s:]+/.exec(source.resolved.slice(start)) ?? []) : [];
    const place = { source, start, end: Math.max(end, start + Math.max(1, key.length)) };
    loading.findings.fault(place, `not valid YAML: ${error.message}`);
  }
  if (document.errors.some((error) => error.code !== 'DUPLICATE_KEY')) return undefined;
  const building = { source, targets, loading, include, parents: [] };
  return build(document.contents, building, { source, start: 0, end: 0 });
}

type Parsed = { readonly document: Document; readonly targets: ReadonlyMap<Alias, Node> };

function parse(source: SourceText): Parsed | undefined {
  try {
    // `logLevel: error`: unknown tags are judged here, with their place, and not as a warning on stderr.
    const document = parseDocument(source.resolved, { prettyErrors: false, logLevel: 'error' });
    // The parser catches its own stack overflow and reports it as an error of the text.
    const overflow = document.errors.some((error) => /stack (?:size|overflow)/i.test(error.message));
    return overflow ? undefined : { document, targets: aliasTargets(document) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function build(node: Node | null, building: Building, missing: Place): Tree | undefined {
  const { loading, source } = building;
  if (node === null) return { kind: 'scalar', value: null, place: missing };
  const place = placeOf(node, source);
  if (!spend(place, building)) return undefined;
  if (isAlias(node)) {
    const target = building.targets.get(node);
    if (target === undefined) return fail(place, `the alias *${node.source} has no anchor`, building);
    if (building.parents.includes(target))
      return fail(place, `the alias *${node.source} contains itself`, building);
    return build(target, building, place);
  }
  if (node.tag === '!include') {
    const words = includeWords(node);
    if (words === undefined) return fail(place, '!include: expected FILE or FILE KEY', building);
    return building.include(place, words);
  }
  if (node.tag?.startsWith('!'))
    return fail(place, `unknown tag ${node.tag}`, building, 'joulelab knows !include.');
  const inner = { ...building, parents: [...building.parents, node] };
  if (inner.parents.length > MAX_DEPTH)
    return fail(place, `nested deeper than ${MAX_DEPTH} levels`, building);
  if (isScalar(node)) {
    const value = scalarValue(node);
    if (typeof value === 'string' && value.includes('\0'))
      return fail(place, 'a text may hold no NUL character', building);
    return { kind: 'scalar', value, place };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => build(asNode(item), inner, place));
    return { kind: 'list', items: items.map((item) => item ?? hole(place)), place };
  }
  if (isMap(node)) return { kind: 'map', entries: mapEntries(node.items, inner), place };
  loading.findings.fault(place, 'not a value that a scenario can hold');
  return undefined;
}

function mapEntries(
  pairs: readonly { key: unknown; value: unknown }[],
  building: Building,
): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const inherited: Tree[] = [];
  for (const pair of pairs) {
    const keyNode = asNode(pair.key);
    const keyPlace = keyNode?.range
      ? placeOf(keyNode, building.source)
      : { source: building.source, start: 0, end: 0 };
    const key = isScalar(keyNode) ? String(scalarValue(keyNode)) : undefined;
    if (key === undefined || key === '__proto__') {
      fail(keyPlace, 'expected a plain key', building);
      continue;
    }
    const value = build(asNode(pair.value), building, { ...keyPlace, start: keyPlace.end }) ?? hole(keyPlace);
    if (key === '<<' && isScalar(keyNode) && keyNode.type === ScalarNode.PLAIN)
      inherited.push(...mergeSources(value));
    else entries.set(key, { keyPlace, value });
  }
  for (const source of inherited) {
    if (source.kind === 'scalar' && source.isHole) continue;
    if (source.kind !== 'map') fail(source.place, '<<: expected a map or a list of maps', building);
    else for (const [key, entry] of source.entries) if (!entries.has(key)) entries.set(key, entry);
  }
  return entries;
}

function mergeSources(value: Tree): readonly Tree[] {
  return value.kind === 'list' ? value.items : [value];
}

/** See {@link Tree}: numbers and booleans only where nothing of their text is lost. */
function scalarValue(node: ScalarNode): Scalar {
  const { value, source } = node;
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') {
    return source === undefined || String(value) === source ? value : source;
  }
  return source ?? '';
}

/** `!include a.yml key` is one scalar, `!include [a.yml, key]` a list. */
function includeWords(node: Node): readonly string[] | undefined {
  if (isScalar(node)) {
    const split = splitWords(String(scalarValue(node) ?? ''));
    return split.ok ? split.words : undefined;
  }
  if (!isSeq(node)) return undefined;
  const words = node.items.flatMap((item) => (isScalar(item) ? [String(scalarValue(item))] : []));
  return words.length === node.items.length ? words : undefined;
}

/** What each alias stands for: the last node before it with that anchor. One pass, however many aliases there are. */
function aliasTargets(document: Document): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Node(_, node) {
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        if (target !== undefined) targets.set(node, target);
      } else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return targets;
}

function hole(place: Place): Tree {
  return { kind: 'scalar', value: null, place, isHole: true };
}

function asNode(value: unknown): Node | null {
  return isNode(value) ? value : null;
}

function spend(place: Place, building: Building): boolean {
  const { budget, findings } = building.loading;
  budget.nodes -= 1;
  if (budget.nodes === -1)
    findings.fault(place, 'the scenario grows too large: aliases or includes multiply it');
  return budget.nodes >= 0;
}

function fail(place: Place, message: string, building: Building, hint?: string): undefined {
  building.loading.findings.fault(place, message, hint);
  return undefined;
}

function placeOf(node: Node, source: SourceText): Place {
  const [start, end] = node.range ?? [0, 0];
  return { source, start, end };
}
