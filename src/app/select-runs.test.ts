import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Batch } from '../domain/run.ts';
import { openStore, type Store } from '../storage/index.ts';
import { sampleRun } from '../storage/testdata/sample-run.ts';
import { selectRuns } from './select-runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'joulelab-select-'));
let store: Store;

beforeAll(async () => {
  store = await openStore({ path: join(folder, 'runs.sqlite') });
  const batch = (position: number): { batch: Batch } => ({
    batch: { id: 'ba7c00000000', position, size: 2, iteration: 1 },
  });
  await store.saveRun(sampleRun('a10000000000', 1e15, { name: 'Shop' }));
  await store.saveRun(sampleRun('a20000000000', 2e15, { name: 'Web' }));
  await store.saveRun(sampleRun('b10000000000', 3e15, { name: 'Shop', ...batch(1) }));
  await store.saveRun(sampleRun('b20000000000', 4e15, { name: 'Shop', ...batch(2) }));
});

afterAll(async () => {
  await store[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const A1 = 'a10000000000';
const A2 = 'a20000000000';
const B1 = 'b10000000000';
const B2 = 'b20000000000';

test.each([
  ['runs in the order named, each once', { runs: ['a2', 'a1', 'a2'] }, [A2, A1]],
  ['a call by the beginning of its id, in the order measured', { runs: ['ba7c'] }, [B1, B2]],
  ['the newest call', { runs: ['last'] }, [B1, B2]],
  ['all of a name', { runs: [], scenario: 'Shop' }, [A1, B1, B2]],
  ['all since', { runs: [], sinceUnixUs: 2e15 }, [A2, B1, B2]],
  [
    'those named that the filter lets through',
    { runs: ['a1', 'a2', 'last'], scenario: 'Shop' },
    [A1, B1, B2],
  ],
])('selects %s', async (_, selection, expected) => {
  expect(await selectRuns(store, selection)).toEqual(expected);
});

test.each([
  ['nothing is named', { runs: [] }, 'usage'],
  ['a run is not there', { runs: ['ffff'] }, 'run-not-found'],
  ['digits are those of several runs', { runs: ['a'] }, 'run-not-found'],
  ['no run has the name', { runs: [], scenario: 'Shpo' }, 'run-not-found'],
])('fails where %s', async (_, selection, code) => {
  await expect(selectRuns(store, selection)).rejects.toMatchObject({ code });
});
