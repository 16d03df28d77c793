import { expect, test } from 'vitest';
import { fixtureMachine, readOnce } from '../../testdata/read-fixture.ts';
import { cpuFrequency } from './index.ts';

test('the frequency of each thread that has one, in the order of the threads', () => {
  const machine = fixtureMachine(import.meta.url, 'intel-pstate');
  expect(cpuFrequency.probe(machine)).toEqual({ available: true });
  const plan = cpuFrequency.plan(machine, { kind: 'machine' });
  expect(plan.map((source) => source.context?.detail)).toEqual(['0', '1', '2', '10']);
  const hertz = (detail: string, value: number) => ({ metric: 'frequency_core', detail, value });
  expect(readOnce(cpuFrequency, machine, { kind: 'machine' })).toEqual([
    hertz('0', 1_200_000_000),
    hertz('1', 2_300_123_000),
    hertz('2', 3_400_246_000),
  ]);
});

test('without cpufreq it says so', () => {
  expect(cpuFrequency.probe(fixtureMachine(import.meta.url, 'no-such-machine'))).toMatchObject({
    available: false,
    reason: expect.stringContaining('no cpufreq'),
  });
});
