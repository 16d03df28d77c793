import { expect, test } from 'vitest';
import { fixtureMachine, parseBytes, readOnce } from '../../testdata/read-fixture.ts';
import { cpuCore } from './index.ts';

const machine = fixtureMachine(import.meta.url, 'debian-12-hybrid');

test('busy time of each thread; interrupts and the sum are no threads', () => {
  expect(cpuCore.probe(machine)).toEqual({ available: true });
  expect(readOnce(cpuCore, machine, { kind: 'machine' })).toEqual([
    { metric: 'cpu_time_core', detail: '0', value: (4838 + 0 + 2950 + 0 + 21) * 10_000 },
    { metric: 'cpu_time_core', detail: '1', value: (7496 + 0 + 3921 + 0 + 90) * 10_000 },
  ]);
});

test('a machine with 128 threads: all of their lines are read, and no more', () => {
  const source = { path: '', offset: 0, length: 128 * 129, role: 'stat' };
  const lines = Array.from({ length: 128 }, (_, n) => `cpu${n} 123456789 0 ${n} 123456789012 0 0 0 0 0 0`);
  const text = `cpu  1 2 3 4 5 6 7 8 9 10\n${lines.join('\n')}\nintr ${'0 '.repeat(5000)}\n`;
  const found = parseBytes(cpuCore, source, Buffer.from(text).subarray(0, source.length));
  expect(found).toHaveLength(128);
  expect(found.at(-1)?.detail).toBe('127');
});
