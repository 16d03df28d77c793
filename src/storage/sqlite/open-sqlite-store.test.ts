import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Batch, ContainerFacts, Run } from '../../domain/run.ts';
import { openStore } from '../index.ts';
import { sampleRun, sampleSeries } from '../testdata/sample-run.ts';

const WRITER = fileURLToPath(new URL('../testdata/write-runs.ts', import.meta.url));

const under = (runtime: string): ContainerFacts => {
  return { name: 'web', id: '1', image: 'i', imageId: 'sha256:1', cpus: 1, memoryBytes: 1, runtime };
};
const batchUnder = (runtime: string): Batch => ({ id: 'b', position: 1, size: 1, iteration: 1, runtime });

const modeOf = (file: string) => statSync(file).mode & 0o777;

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'joulelab-store-'));
  path = join(folder, 'state', 'runs.sqlite');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('round trip', () => {
  test('a run comes back as it was saved, and again after a second save', async () => {
    const run = sampleRun('0123456789ab');
    const ended = { ...run, status: 'failed', endedUnixUs: run.startedUnixUs + 5 } as const;
    {
      await using store = await openStore({ path });
      await store.saveRun(run);
      expect(await store.loadRun(run.id)).toEqual(run);
      await store.saveRun(ended);
    }
    await using store = await openStore({ path });
    expect(await store.loadRun(run.id)).toEqual(ended);
    expect(await store.listRuns()).toHaveLength(1);
  });

  test.each<[string, Partial<Run>, readonly string[] | undefined]>([
    [
      'those of its containers, each once',
      { containers: [under('runc'), under('runsc'), under('runc')] },
      ['runc', 'runsc'],
    ],
    ['what was asked for, where it came to no container', { batch: batchUnder('kata') }, ['kata']],
    ['none for a host command', {}, undefined],
  ])('the runtimes in the list: %s', async (_, changes, expected) => {
    await using store = await openStore({ path });
    await store.saveRun(sampleRun('0123456789ab', undefined, changes));
    expect((await store.listRuns())[0]?.runtimes).toEqual(expected);
  });

  test('100 000 samples a series come back to the last bit, with all that describes them, in order', async () => {
    const run = sampleRun('0123456789ab');
    const series = [
      sampleSeries(100_000),
      sampleSeries(3, {
        detail: 'eth0',
        goneAtMonoUs: 5.5,
        readAtEnd: true,
        wrapsAt: 262_143_328_850,
        startsAtZero: false,
      }),
      sampleSeries(0, { metric: 'memory_used_container' }),
      sampleSeries(2, { metric: 'a_fraction', values: new Float64Array([Number.NaN, 0.1]) }),
    ];
    await using store = await openStore({ path });
    await store.saveRun(run);
    await store.saveSeries(run.id, series);
    expect(await store.loadSeries(run.id)).toEqual(series);
  });

  test('a series with the same metric, target and detail is replaced, others stay', async () => {
    await using store = await openStore({ path });
    await store.saveRun(sampleRun('0123456789ab'));
    await store.saveSeries('0123456789ab', [sampleSeries(5), sampleSeries(7, { detail: 'eth0' })]);
    await store.saveSeries('0123456789ab', [sampleSeries(9)]);
    expect((await store.loadSeries('last')).map((series) => series.values.length)).toEqual([9, 7]);
  });

  test('deleting a run takes its series with it and leaves the others', async () => {
    await using store = await openStore({ path });
    for (const id of ['aaaaaaaaaaaa', 'bbbbbbbbbbbb']) {
      await store.saveRun(sampleRun(id));
      await store.saveSeries(id, [sampleSeries(5)]);
    }
    await store.deleteRun('aaaa');
    expect((await store.listRuns()).map((run) => run.id)).toEqual(['bbbbbbbbbbbb']);
    expect(await store.loadSeries('bbbbbbbbbbbb')).toHaveLength(1);
    using database = new DatabaseSync(path, { readOnly: true });
    expect(database.prepare('select distinct run_id as id from series').all()).toEqual([
      { id: 'bbbbbbbbbbbb' },
    ]);
  });

  test('calls that overlap in one process keep their transactions apart', async () => {
    await using store = await openStore({ path });
    const ids = Array.from({ length: 8 }, (_, i) => `${i}`.repeat(12));
    await Promise.all(ids.map((id) => store.saveRun(sampleRun(id))));
    await Promise.all([
      ...ids.map((id) => store.saveSeries(id, [sampleSeries(50), sampleSeries(50, { detail: 'x' })])),
      ...ids.map((id) => store.saveRun(sampleRun(id, 5))),
      expect(store.saveSeries('ffffffffffff', [sampleSeries(1)])).rejects.toMatchObject({
        code: 'run-not-found',
      }),
    ]);
    for (const id of ids) expect(await store.loadSeries(id)).toHaveLength(2);
    expect((await store.listRuns()).every((run) => run.startedUnixUs === 5)).toBe(true);
  });
});

describe('finding a run', () => {
  test('by prefix in any case, by whole id, by last; the newest first in lists', async () => {
    await using store = await openStore({ path });
    await store.saveRun(sampleRun('abc000000001', 30));
    await store.saveRun(sampleRun('abc000000002', 50));
    await store.saveRun(sampleRun('def000000003', 40));
    expect((await store.loadRun('DE')).id).toBe('def000000003');
    expect((await store.loadRun('abc000000001')).id).toBe('abc000000001');
    expect((await store.loadRun('last')).id).toBe('abc000000002');
    expect((await store.listRuns()).map((run) => run.startedUnixUs)).toEqual([50, 40, 30]);
    expect((await store.listRuns({ limit: 1 })).map((run) => run.id)).toEqual(['abc000000002']);
  });

  test('a whole id wins over being the prefix of another', async () => {
    await using store = await openStore({ path });
    await store.saveRun(sampleRun('abc'));
    await store.saveRun(sampleRun('abcdef000000'));
    expect((await store.loadRun('abc')).id).toBe('abc');
  });

  test('errors name near matches, all matches of an ambiguous prefix, or what to do first', async () => {
    await using store = await openStore({ path });
    await expect(store.loadRun('last')).rejects.toMatchObject({
      code: 'run-not-found',
      advice: expect.stringContaining('joulelab run'),
    });
    await store.saveRun(sampleRun('abc000000001', 30));
    await store.saveRun(sampleRun('abc000000002', 50));
    await expect(store.loadRun('abd0')).rejects.toMatchObject({
      code: 'run-not-found',
      advice: expect.stringContaining('abc000000002 or abc000000001'),
    });
    await expect(store.loadRun('abc')).rejects.toMatchObject({
      code: 'run-not-found',
      message: expect.stringContaining('abc000000002, abc000000001'),
    });
    await expect(store.loadRun('9')).rejects.toMatchObject({
      advice: expect.stringContaining('newest is abc000000002'),
    });
  });

  test.each(['', '%', '_', 'abc%', "'; drop table runs --", '../x'])('%j is no run', async (wanted) => {
    await using store = await openStore({ path });
    await store.saveRun(sampleRun('abc000000001'));
    await expect(store.loadRun(wanted)).rejects.toMatchObject({ code: 'run-not-found' });
    await expect(store.deleteRun(wanted)).rejects.toMatchObject({ code: 'run-not-found' });
    expect(await store.listRuns()).toHaveLength(1);
  });
});

describe('several at once', () => {
  test('a reader sees the state before, and does not wait, while another is in a transaction', async () => {
    await using store = await openStore({ path });
    await store.saveRun(sampleRun('aaaaaaaaaaaa'));
    using writer = new DatabaseSync(path);
    writer.exec('begin immediate');
    writer.exec("update runs set name = 'uncommitted', document = '{}'");
    expect((await store.loadRun('last')).name).toBe(sampleRun('aaaaaaaaaaaa').name);
    await using second = await openStore({ path });
    expect(await second.listRuns()).toHaveLength(1);
    writer.exec('rollback');
  });

  test('two processes that both create the store and write to it lose nothing', async () => {
    const run = promisify(execFile);
    await Promise.all([
      run(process.execPath, [WRITER, path, '1000', '20']),
      run(process.execPath, [WRITER, path, '2000', '20']),
    ]);
    await using store = await openStore({ path });
    const runs = await store.listRuns();
    expect(runs).toHaveLength(40);
    for (const { id } of runs) expect(await store.loadSeries(id)).toEqual([sampleSeries(500)]);
  });
});

describe('the place', () => {
  test('folder and files are for their owner alone', async () => {
    await using store = await openStore({ path });
    await store.saveRun(sampleRun('aaaaaaaaaaaa'));
    expect(modeOf(join(folder, 'state'))).toBe(0o700);
    expect([path, `${path}-wal`, `${path}-shm`].map(modeOf)).toEqual([0o600, 0o600, 0o600]);
  });

  test('a store of a newer joulelab is left alone', async () => {
    await (await openStore({ path }))[Symbol.asyncDispose]();
    const database = new DatabaseSync(path);
    database.exec("insert into kysely_migration (name, timestamp) values ('9999_later', '2099')");
    database.close();
    await expect(openStore({ path })).rejects.toMatchObject({
      code: 'store-failed',
      message: expect.stringContaining('9999_later'),
      advice: expect.stringContaining('Update joulelab'),
    });
  });

  test('a file that is no database is refused, untouched, with the path and a way out', async () => {
    mkdirSync(join(folder, 'state'));
    writeFileSync(path, 'not a database, and long enough to be looked at'.repeat(50));
    await expect(openStore({ path })).rejects.toMatchObject({
      code: 'store-failed',
      message: expect.stringContaining(path),
      advice: expect.stringContaining(`mv ${path}`),
    });
  });

  test('a damaged column is an error, not a wrong number', async () => {
    await using store = await openStore({ path });
    await store.saveRun(sampleRun('aaaaaaaaaaaa'));
    await store.saveSeries('aaaaaaaaaaaa', [sampleSeries(100)]);
    const database = new DatabaseSync(path);
    database.exec("update series set sample_values = x'0101ff'");
    database.close();
    await expect(store.loadSeries('last')).rejects.toMatchObject({
      code: 'store-failed',
      message: expect.stringContaining(path),
    });
  });

  test('a folder that is a file', async () => {
    writeFileSync(join(folder, 'state'), '');
    await expect(openStore({ path })).rejects.toMatchObject({
      code: 'store-failed',
      message: expect.stringContaining(path),
      advice: expect.stringContaining('JOULELAB_STATE_DIR'),
    });
  });

  test('a path that is a folder', async () => {
    mkdirSync(path, { recursive: true });
    await expect(openStore({ path })).rejects.toMatchObject({
      code: 'store-failed',
      advice: expect.stringContaining('folder'),
    });
  });
});

describe('a file system of its own', () => {
  let mountPoint: string;
  let mounted = false;

  beforeEach(({ skip }) => {
    mountPoint = join(folder, 'disk');
    mkdirSync(mountPoint);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mountPoint], { stdio: 'pipe' });
    } catch {
      skip('mounting a tmpfs needs root');
    }
    mounted = true;
  });

  afterEach(() => {
    if (mounted) execFileSync('umount', [mountPoint]);
    mounted = false;
  });

  test('a full disk: store-failed with the path; what was stored stays readable', async () => {
    await using store = await openStore({ path: join(mountPoint, 'runs.sqlite') });
    await store.saveRun(sampleRun('aaaaaaaaaaaa'));
    const noise = Float64Array.from({ length: 300_000 }, (_, i) => Math.sin(i * i));
    const big = sampleSeries(0, { timesMonoUs: noise, values: noise });
    await expect(store.saveSeries('aaaaaaaaaaaa', [big])).rejects.toMatchObject({
      code: 'store-failed',
      message: expect.stringContaining(mountPoint),
      advice: expect.stringContaining('Free space'),
    });
    expect((await store.loadRun('last')).id).toBe('aaaaaaaaaaaa');
    expect(await store.loadSeries('last')).toEqual([]);
  });

  test('a read-only file system: store-failed with the path', async () => {
    execFileSync('mount', ['-o', 'remount,ro', mountPoint]);
    const inside = join(mountPoint, 'runs.sqlite');
    await expect(openStore({ path: inside })).rejects.toMatchObject({
      code: 'store-failed',
      message: expect.stringContaining(inside),
      advice: expect.stringContaining('read-only'),
    });
  });
});
