import { expect, test } from 'vitest';
import { fixtureMachine, readOnce } from '../../testdata/read-fixture.ts';
import { thermalZone } from './index.ts';

test('zones by type and number; one that is not wired has no value', () => {
  const machine = fixtureMachine(import.meta.url, 'arm64-board');
  expect(thermalZone.probe(machine)).toEqual({ available: true });
  expect(thermalZone.plan(machine, { kind: 'machine' })).toHaveLength(3);
  const found = readOnce(thermalZone, machine, { kind: 'machine' });
  expect(found.map(({ detail, value }) => [detail, value])).toEqual([
    ['cpu-thermal-0', 48_312],
    ['gpu-thermal-1', 46_100],
  ]);
});

test('without zones it says so', () => {
  expect(thermalZone.probe(fixtureMachine(import.meta.url, 'no-such-machine'))).toMatchObject({
    available: false,
    reason: expect.stringContaining('no zone'),
  });
});
