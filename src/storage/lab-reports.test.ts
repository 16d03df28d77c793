import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from './index.ts';
import type { LabReport } from './store.ts';
import { sampleRun, sampleSeries } from './testdata/sample-run.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'joulelab-lab-'));
  path = join(folder, 'runs.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const report = (id: string, measuredUnixUs: number, kind: LabReport['kind'] = 'probe'): LabReport => ({
  id,
  kind,
  measuredUnixUs,
  report: { schema: 'joulelab.probe/1', words: `of ${id}`, list: [1.5, null, 'ü'] },
});

test('reports come back as they were saved, newest first, and each kind by itself', async () => {
  const [early, late, bench] = [report('aaa1', 10), report('aab2', 20), report('aac3', 30, 'bench')];
  {
    await using store = await openStore({ path });
    for (const one of [late, early, bench]) await store.saveLabReport(one);
  }
  await using store = await openStore({ path });
  expect(await store.listLabReports('probe')).toEqual([late, early]);
  expect(await store.listLabReports('bench')).toEqual([bench]);
  expect(await store.loadLabReport('probe', 'last')).toEqual(late);
  expect(await store.loadLabReport('probe', 'AAB')).toEqual(late);
  expect(await store.loadLabReport('bench', 'aac3')).toEqual(bench);
});

test('a report with the id of another replaces it', async () => {
  await using store = await openStore({ path });
  await store.saveLabReport(report('aaa1', 10));
  await store.saveLabReport({ ...report('aaa1', 10), report: 'corrected' });
  expect((await store.listLabReports('probe')).map((one) => one.report)).toEqual(['corrected']);
});

test('an unknown or ambiguous id is an error that names the stored ones', async () => {
  await using store = await openStore({ path });
  await expect(store.loadLabReport('probe', 'last')).rejects.toMatchObject({
    code: 'report-not-found',
    advice: expect.stringContaining('joulelab runtimes probe'),
  });
  await store.saveLabReport(report('aaa1', 10));
  await store.saveLabReport(report('aab2', 20));
  await store.saveLabReport(report('aac3', 30, 'bench'));
  for (const wanted of ['', '%', 'aac3', 'b']) {
    await expect(store.loadLabReport('probe', wanted)).rejects.toMatchObject({
      code: 'report-not-found',
      advice: 'Stored are aab2, aaa1.',
    });
  }
  await expect(store.loadLabReport('probe', 'aa')).rejects.toThrow('"aa": aab2, aaa1');
});

test('a store of the first version keeps its runs and gets what is new', async () => {
  {
    await using store = await openStore({ path });
    await store.saveRun(sampleRun('beef'));
    await store.saveSeries('beef', [sampleSeries(3)]);
  }
  const database = new DatabaseSync(path);
  database.exec(
    "drop table lab_reports; alter table series drop column read_at_end; delete from kysely_migration where name > '0002'",
  );
  database.close();
  await using store = await openStore({ path });
  await store.saveLabReport(report('aaa1', 10));
  expect(await store.listLabReports('probe')).toHaveLength(1);
  expect((await store.listRuns()).map(({ id }) => id)).toEqual(['beef']);
  expect(await store.loadSeries('beef')).toEqual([sampleSeries(3)]);
});
