import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { kernelRoots } from '../../../domain/environment.ts';
import { filesystemAsker } from '../../streams/ask-filesystem.ts';
import { fixtureMachine } from '../../testdata/read-fixture.ts';
import { readingValues } from '../../testdata/read-readings.ts';
import { diskUsed } from './index.ts';

const machine = fixtureMachine(import.meta.url, 'debian-12');

test.each([
  ['/srv', '/srv'],
  ['/srv/engine data/overlay2', '/srv/engine data'],
  ['/srv/engine', '/srv'],
  ['/srvx', '/'],
  ['/', '/'],
])('%s lies on the file system at %s', (path, mounted) => {
  expect(diskUsed.plan(machine, path).context?.detail).toBe(mounted);
});

test('a path that is none is refused', () => {
  expect(() => diskUsed.plan(machine, 'srv')).toThrow(expect.objectContaining({ code: 'usage' }));
});

test.each([
  ['{"blockBytes":4096,"blocks":100,"free":40}', [245_760]],
  ['{"blockBytes":4096,"blocks":0,"free":0}', [0]],
  ['{"blockBytes":4096,"blocks":10,"free":40}', []],
  ['{"blockBytes":4096,"blocks":"100","free":40}', []],
  ['null', []],
])('%s', (text, values) => {
  const plan = diskUsed.plan(machine, '/');
  expect(readingValues(diskUsed, plan, text).map(({ value }) => value)).toEqual(values);
});

/** What nobody writes to: the same figure at all times. */
test('a file system of this machine, as df has it', async () => {
  const plan = diskUsed.plan({ roots: kernelRoots() }, '/sys');
  const [found] = readingValues(diskUsed, plan, await filesystemAsker('/sys')(AbortSignal.timeout(5000)));
  const df = execFileSync('df', ['--block-size=1', '--output=used', '/sys'], { encoding: 'utf8' });
  expect(found).toEqual({
    metric: 'disk_used_bytes_system',
    detail: '/sys',
    value: Number(df.split('\n')[1]),
  });
});

test('the file system of this folder holds something, and not more than it can', async () => {
  const folder = import.meta.dirname;
  const answer = await filesystemAsker(folder)(AbortSignal.timeout(5000));
  const { blockBytes, blocks } = JSON.parse(answer);
  const [found] = readingValues(diskUsed, diskUsed.plan(machine, folder), answer);
  expect(found?.value).toBeGreaterThan(0);
  expect(found?.value).toBeLessThanOrEqual(blockBytes * blocks);
});

test('a path that is not there is a fault, and not a zero', async () => {
  await expect(filesystemAsker('/no/such/path')(AbortSignal.timeout(5000))).rejects.toThrow('ENOENT');
});

test('who waits no longer gets no figure', async () => {
  const ask = filesystemAsker('/sys');
  const late = new AbortController();
  const answer = ask(late.signal);
  late.abort(new Error('given up'));
  await expect(answer).rejects.toThrow('given up');
  expect(JSON.parse(await ask(AbortSignal.timeout(5000)))).toMatchObject({ blocks: 0 });
});
