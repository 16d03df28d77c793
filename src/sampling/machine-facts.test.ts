import { availableParallelism, hostname, release } from 'node:os';
import { expect, test } from 'vitest';
import { kernelRoots } from '../domain/environment.ts';
import { parseCpuinfo, readMachineFacts } from './machine-facts.ts';
import { fixtureMachine } from './testdata/read-fixture.ts';

const thread = (processor: number, chip: number, core: number) =>
  `processor\t: ${processor}\nvendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Xeon(R) CPU E5-2620 v3 @ 2.40GHz\ncpu MHz\t\t: 1199.9\nphysical id\t: ${chip}\ncore id\t\t: ${core}\n`;

test('two chips with two cores of two threads each; the nominal frequency and not the momentary one', () => {
  const text = [
    thread(0, 0, 0),
    thread(1, 0, 1),
    thread(2, 1, 0),
    thread(3, 1, 1),
    thread(4, 0, 0),
    thread(5, 0, 1),
    thread(6, 1, 0),
    thread(7, 1, 1),
  ];
  expect(parseCpuinfo(text.join('\n'))).toEqual({
    cpuModel: 'Intel(R) Xeon(R) CPU E5-2620 v3 @ 2.40GHz',
    cpuMhz: 2400,
    cpuVendor: 'intel',
    chips: 2,
    cores: 4,
    threads: 8,
  });
});

test('ARM lists neither chips nor cores: they stay unknown', () => {
  const text =
    'processor\t: 0\nBogoMIPS\t: 108.00\nCPU implementer\t: 0x41\n\nprocessor\t: 1\nBogoMIPS\t: 108.00\nCPU implementer\t: 0x41\n';
  expect(parseCpuinfo(text)).toEqual({ cpuVendor: 'arm', threads: 2 });
});

test('a virtual machine by its CPU, a v2 machine by its tree', async () => {
  const virtual = await readMachineFacts(
    fixtureMachine(import.meta.url, '../providers/rapl/testdata/vm-without-rapl'),
  );
  expect(virtual).toMatchObject({ cpuVendor: 'amd', virtualMachine: true, chips: 1, cores: 1 });
  const v2 = await readMachineFacts(
    fixtureMachine(import.meta.url, '../providers/cpu-container/testdata/cgroup-v2-systemd'),
  );
  expect(v2).toMatchObject({ cgroup: 'v2', virtualMachine: false });
});

test('this machine', async () => {
  const facts = await readMachineFacts({ roots: kernelRoots() });
  expect(facts).toMatchObject({ hostname: hostname(), kernel: release() });
  expect(facts.threads).toBeGreaterThanOrEqual(availableParallelism());
  expect(facts.memoryBytes).toBeGreaterThan(2 ** 27);
});
