import { expect, test } from 'vitest';
import { fixtureMachine, readOnce } from '../../testdata/read-fixture.ts';
import { toolProcess } from './index.ts';
import { parseProcessStat } from './parse.ts';

test('own time of a recorded process, without that of its children', () => {
  const machine = fixtureMachine(import.meta.url, 'debian-12-hybrid');
  expect(toolProcess.probe(machine)).toEqual({ available: true });
  expect(readOnce(toolProcess, machine, { kind: 'tool', name: 'recorder', pid: 4711 })).toEqual([
    { metric: 'cpu_time_tool', value: (75 + 19) * 10_000 },
  ]);
});

test('a process name with blanks and brackets does not shift the fields', () => {
  const line = '7 (a) b) (c) S 1 7 7 0 -1 4194560 0 0 0 0 1 2 3 4 20 0\n';
  expect(parseProcessStat(Buffer.from(line))).toEqual({ ownUs: 30_000, childrenUs: 70_000 });
});
