import { asComposeProject, interpolateCompose } from './compose-project.ts';
import { resolveExtends } from './extends.ts';
import type { Loading } from './load-tree.ts';
import type { Entry, MapTree, Tree } from './tree.ts';

/**
 * Puts what `compose-file` holds under the scenario: maps merge, the scenario wins, lists are replaced, a service set
 * to null is removed. Before that `extends` is resolved in each file, afterwards `${NAME}` in what is left of the Compose
 * files. Then puts `flow-prepend` before `flow`. Both keys are gone afterwards.
 * Undefined where the included file could not be read: without it nothing can be said about the rest.
 */
export function mergeComposeFile(scenario: MapTree, loading: Loading): MapTree | undefined {
  const { 'compose-file': compose, ...rest } = Object.fromEntries(scenario.entries);
  const own = resolveExtends({ ...scenario, entries: new Map(Object.entries(rest)) }, loading);
  if (compose === undefined) return prependFlow(own);
  const files = compose.value.kind === 'list' ? compose.value.items : [compose.value];
  let under: MapTree | undefined;
  for (const file of files) {
    if (file.kind === 'scalar' && file.isHole) return undefined;
    if (file.kind !== 'map') {
      loading.findings.fault(
        file.place,
        'compose-file: expected an included file',
        'Write compose-file: !include compose.yml',
      );
      continue;
    }
    const project = asComposeProject(resolveExtends(file, loading), loading);
    under = under === undefined ? project : joinPrepends(under, project, mergeMaps(under, project));
  }
  if (under === undefined) return prependFlow(own);
  const merged = joinPrepends(under, own, mergeMaps(under, own));
  return prependFlow(interpolateCompose(removeNullServices(merged), loading));
}

function mergeMaps(under: MapTree, over: MapTree): MapTree {
  const entries = new Map(under.entries);
  for (const [key, entry] of over.entries) {
    const below = entries.get(key)?.value;
    const value =
      below?.kind === 'map' && entry.value.kind === 'map' ? mergeMaps(below, entry.value) : entry.value;
    entries.set(key, { ...entry, value });
  }
  return { ...over, entries };
}

/** `flow-prepend` is the one list that adds up: every included file may bring its own steps. */
function joinPrepends(under: MapTree, over: MapTree, merged: MapTree): MapTree {
  const [below, above] = [under.entries.get('flow-prepend'), over.entries.get('flow-prepend')];
  if (below?.value.kind !== 'list' || above?.value.kind !== 'list') return merged;
  const items = [...below.value.items, ...above.value.items];
  return withEntry(merged, 'flow-prepend', { ...above, value: { ...above.value, items } });
}

function removeNullServices(tree: MapTree): MapTree {
  const services = tree.entries.get('services');
  if (services?.value.kind !== 'map') return tree;
  const kept = [...services.value.entries].filter(([, entry]) => !isNull(entry.value));
  return withEntry(tree, 'services', { ...services, value: { ...services.value, entries: new Map(kept) } });
}

function prependFlow(tree: MapTree): MapTree {
  const prepend = tree.entries.get('flow-prepend');
  const flow = tree.entries.get('flow');
  if (prepend?.value.kind !== 'list') return tree;
  const entries = new Map(tree.entries);
  entries.delete('flow-prepend');
  if (flow === undefined) entries.set('flow', prepend);
  else if (flow.value.kind === 'list') {
    entries.set('flow', {
      ...flow,
      value: { ...flow.value, items: [...prepend.value.items, ...flow.value.items] },
    });
  }
  return { ...tree, entries };
}

function withEntry(tree: MapTree, key: string, entry: Entry): MapTree {
  return { ...tree, entries: new Map(tree.entries).set(key, entry) };
}

function isNull(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.value === null;
}
