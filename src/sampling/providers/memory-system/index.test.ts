import { expect, test } from 'vitest';
import { fixtureMachine, readOnce } from '../../testdata/read-fixture.ts';
import { memorySystem } from './index.ts';
import { parseMeminfo } from './parse.ts';

test('memory in use of a recorded /proc/meminfo', () => {
  const machine = fixtureMachine(import.meta.url, 'debian-12-hybrid');
  expect(readOnce(memorySystem, machine, { kind: 'machine' })).toEqual([
    { metric: 'memory_used_system', value: (24_684_096 - 24_250_860) * 1024 },
  ]);
});

test('without MemAvailable (Linux before 3.14) there is no figure', () => {
  expect(parseMeminfo(Buffer.from('MemTotal: 1000 kB\nMemFree: 10 kB\n'))).toBeUndefined();
});
