import { expect, test } from 'vitest';
import { fixtureMachine, readOnce } from '../../testdata/read-fixture.ts';
import { gpuHwmon } from './index.ts';

test('power of an AMD card, energy of an Intel card; other chips and fans left out', () => {
  const machine = fixtureMachine(import.meta.url, 'amd-and-intel');
  expect(gpuHwmon.probe(machine)).toEqual({ available: true });
  const found = readOnce(gpuHwmon, machine, { kind: 'machine' });
  expect(found.map(({ metric, detail, value }) => [metric, detail, value])).toEqual([
    ['power_gpu', 'amdgpu-pci-0300/PPT', 78_000_000],
    ['temperature_gpu', 'amdgpu-pci-0300/edge', 55_000],
    ['energy_gpu', 'xe-pci-8300/card', 123_456_789_012],
  ]);
});

test('without a card it says which drivers', () => {
  expect(gpuHwmon.probe(fixtureMachine(import.meta.url, 'no-such-machine'))).toMatchObject({
    available: false,
    advice: expect.stringContaining('amdgpu'),
  });
});
