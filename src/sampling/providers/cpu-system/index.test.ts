import { expect, test } from 'vitest';
import { fixtureMachine, parseBytes, readOnce } from '../../testdata/read-fixture.ts';
import { cpuSystem } from './index.ts';

const machine = fixtureMachine(import.meta.url, 'debian-12-hybrid');

test('busy, idle and stolen time of a recorded /proc/stat', () => {
  expect(cpuSystem.probe(machine)).toEqual({ available: true });
  expect(readOnce(cpuSystem, machine, { kind: 'machine' })).toEqual([
    { metric: 'cpu_time_system', value: (12334 + 0 + 6871 + 0 + 112) * 10_000 },
    { metric: 'cpu_idle_time_system', value: (247831 + 566) * 10_000 },
    { metric: 'cpu_steal_time_system', value: 26 * 10_000 },
  ]);
});

test('a line without all eight times gives nothing', () => {
  const [source] = cpuSystem.plan(machine, { kind: 'machine' });
  if (source === undefined) throw new Error('nothing planned');
  expect(parseBytes(cpuSystem, source, Buffer.from('cpu  1 2 3 4\n'))).toEqual([]);
});
