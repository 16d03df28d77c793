import { afterEach, expect, test, vi } from 'vitest';
import { fixtureMachine, parseBytes } from '../../testdata/read-fixture.ts';
import { raplPerf } from './index.ts';

afterEach(() => vi.unstubAllEnvs());

const STEP_UJ = 1e6 / 2 ** 32;

test.each([
  [
    'intel-one-socket',
    [
      ['package-0', 'perf:27:2:0'],
      ['core-0', 'perf:27:1:0'],
      ['uncore-0', 'perf:27:4:0'],
      ['psys', 'perf:27:5:0'],
    ],
  ],
  [
    'intel-two-sockets',
    [
      ['package-0', 'perf:31:2:0'],
      ['dram-0', 'perf:31:3:0'],
      ['package-1', 'perf:31:2:2'],
      ['dram-1', 'perf:31:3:2'],
    ],
  ],
  ['amd', [['package-0', 'perf:13:2:0']]],
])('%s: one event a domain and package, under the names of powercap', (machine, events) => {
  const plan = raplPerf.plan(fixtureMachine(import.meta.url, machine), { kind: 'machine' });
  expect(plan.map(({ path, context }) => [context?.detail, path])).toEqual(events);
  expect(plan.map(({ context }) => context?.stepUj)).toEqual(events.map(() => STEP_UJ));
});

test('a count is a share of a joule; bytes that are no count are no value', () => {
  const [source] = raplPerf.plan(fixtureMachine(import.meta.url, 'amd'), { kind: 'machine' });
  if (source === undefined) throw new Error('nothing planned');
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(3n * 2n ** 32n);
  expect(parseBytes(raplPerf, source, bytes)).toEqual([
    { metric: 'energy_rapl_perf', detail: 'package-0', value: 3_000_000 },
  ]);
  expect(parseBytes(raplPerf, source, bytes.subarray(0, 7))).toEqual([]);
});

test('without the events it names the module', () => {
  expect(raplPerf.probe(fixtureMachine(import.meta.url, 'no-such-machine'))).toMatchObject({
    available: false,
    advice: expect.stringContaining('modprobe rapl'),
  });
});

test('with the TypeScript recorder it is not there, and says why', () => {
  vi.stubEnv('JOULELAB_RECORDER', 'typescript');
  expect(raplPerf.probe(fixtureMachine(import.meta.url, 'amd'))).toMatchObject({
    available: false,
    reason: expect.stringContaining('TypeScript recorder'),
  });
});
