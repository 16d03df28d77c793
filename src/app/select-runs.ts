import { JoulelabError } from '../domain/errors.ts';
import type { RunSummary, Store } from '../storage/index.ts';

export type RunSelection = {
  /** Runs or batches by id or its first digits, or `last`: the newest batch, or run. None: all that the filters let through. */
  readonly runs: readonly string[];
  readonly scenario?: string;
  readonly sinceUnixUs?: number;
};

/**
 * Ids of the runs that are meant, each once, in the order named; those of a batch in the order measured.
 *
 * @throws JoulelabError `usage` where nothing is named, `run-not-found` where nothing is found
 */
export async function selectRuns(store: Store, selection: RunSelection): Promise<string[]> {
  const { runs, scenario, sinceUnixUs } = selection;
  if (runs.length === 0 && scenario === undefined && sinceUnixUs === undefined) {
    throw new JoulelabError('usage', 'No runs are named.', {
      advice:
        'Name runs or calls by their ids (see joulelab list), or select them: --scenario NAME, --since 7d.',
    });
  }
  const stored = (await store.listRuns()).toReversed();
  const named: RunSummary[] = [];
  for (const word of runs) named.push(...(await runsOf(word, stored, store)));
  const selected = (runs.length === 0 ? stored : named).filter(
    (run) =>
      (scenario === undefined || run.name === scenario) &&
      (sinceUnixUs === undefined || run.startedUnixUs >= sinceUnixUs),
  );
  if (selected.length === 0) throw nothingSelected(stored, selection);
  return [...new Set(selected.map(({ id }) => id))];
}

/** @param stored oldest first */
async function runsOf(word: string, stored: readonly RunSummary[], store: Store): Promise<RunSummary[]> {
  const prefix = word.trim().toLowerCase();
  const newest = prefix === 'last' ? stored.at(-1)?.batch?.id : undefined;
  const batches = new Set(
    stored.flatMap(({ batch }) => (batch?.id.startsWith(newest ?? prefix) ? batch.id : [])),
  );
  const isRun = stored.some(({ id }) => id.startsWith(prefix));
  if (!isRun && prefix !== '' && batches.size === 1)
    return stored.filter(({ batch }) => batch !== undefined && batches.has(batch.id));
  const { id } = await store.loadRun(word);
  return stored.filter((run) => run.id === id);
}

function nothingSelected(stored: readonly RunSummary[], { scenario }: RunSelection): JoulelabError {
  const names = [...new Set(stored.map(({ name }) => name))];
  const unknown = scenario !== undefined && !names.includes(scenario);
  return new JoulelabError('run-not-found', 'No stored run is selected.', {
    advice: unknown
      ? `There is none of the name "${scenario}"; there are: ${names.slice(-5).join(', ')}.`
      : 'See joulelab list for what is stored.',
  });
}
