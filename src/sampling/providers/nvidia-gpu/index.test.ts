import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fixtureMachine } from '../../testdata/read-fixture.ts';
import { readingValues } from '../../testdata/read-readings.ts';
import { nvidiaGpu } from './index.ts';

const machine = fixtureMachine(import.meta.url, 'two-gpus');
const lines = readFileSync(new URL('./testdata/two-gpus/readings.txt', import.meta.url), 'utf8').split('\n');

test('a line has all four values of one GPU, at its own time', () => {
  const unixUs = Date.UTC(2026, 2, 1, 12, 0, 0, 123) * 1000;
  expect(readingValues(nvidiaGpu, nvidiaGpu.plan(machine, ''), lines[0] ?? '')).toEqual([
    { metric: 'power_nvidia', detail: 'gpu-0', value: 68_420_000, unixUs },
    { metric: 'utilisation_nvidia', detail: 'gpu-0', value: 0.37, unixUs },
    { metric: 'memory_used_nvidia', detail: 'gpu-0', value: 1_073_741_824, unixUs },
    { metric: 'temperature_nvidia', detail: 'gpu-0', value: 41_000, unixUs },
  ]);
});

test('what a GPU does not report has no value', () => {
  const found = readingValues(nvidiaGpu, nvidiaGpu.plan(machine, ''), lines[2] ?? '');
  expect(found.map(({ metric }) => metric)).toEqual(['memory_used_nvidia', 'temperature_nvidia']);
});

test.each([
  'No devices were found',
  'NVIDIA-SMI has failed because it couldn’t communicate with the NVIDIA driver.',
  '2026/03/01 12:00:00.123, 0, 68.42, 37, 1024',
  '2026/03/01 12:00:00.123, 0, 68.42, 37, 1024, 41, 5',
  '2026-03-01 12:00:00.123, 0, 68.42, 37, 1024, 41',
])('%j is no reading', (line) => {
  expect(readingValues(nvidiaGpu, nvidiaGpu.plan(machine, ''), line)).toEqual([]);
});

test('without the driver it says so', () => {
  expect(nvidiaGpu.probe(fixtureMachine(import.meta.url, 'no-such-machine'))).toMatchObject({
    available: false,
    reason: expect.stringContaining('no NVIDIA driver'),
  });
});
