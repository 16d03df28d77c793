import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { fixtureMachine, readOnce } from '../../testdata/read-fixture.ts';
import { rapl } from './index.ts';

test('two sockets: packages and memory, each with its range', () => {
  const machine = fixtureMachine(import.meta.url, 'intel-two-sockets');
  const energy = (detail: string, value: number, wrapsAt: number) => ({
    metric: 'energy_rapl',
    detail,
    value,
    wrapsAt,
  });
  expect(rapl.probe(machine)).toEqual({ available: true });
  expect(readOnce(rapl, machine, { kind: 'machine' })).toEqual([
    energy('package-0', 118_423_337_127, 262_143_328_851),
    energy('dram-0', 30_555_111_222, 65_712_999_614),
    energy('package-1', 97_211_004_518, 262_143_328_851),
    energy('dram-1', 28_111_222_333, 65_712_999_614),
  ]);
});

test('a client: the memory-mapped copy of the package is not counted again', () => {
  const zones = rapl.plan(fixtureMachine(import.meta.url, 'intel-client'), { kind: 'machine' });
  expect(zones.map((zone) => zone.context?.detail)).toEqual(['package-0', 'core-0', 'uncore-0', 'psys']);
  expect(zones[0]?.path).toContain('/intel-rapl:0/');
});

test('SGX that is switched on blurs the counters: a caveat', () => {
  const status = rapl.probe(fixtureMachine(import.meta.url, 'intel-sgx'));
  expect(status).toMatchObject({ available: true, caveat: { code: 'rapl-filtered' } });
  expect(rapl.probe(fixtureMachine(import.meta.url, 'intel-client'))).toEqual({ available: true });
});

test('dies of one package are meters of their own, and their parts belong to the die', () => {
  const zones = rapl.plan(fixtureMachine(import.meta.url, 'intel-two-dies'), { kind: 'machine' });
  expect(zones.map((zone) => zone.context?.detail)).toEqual([
    'package-0-die-0',
    'dram-0-die-0',
    'package-0-die-1',
    'dram-0-die-1',
  ]);
});

test('a machine with memory-mapped zones only is read through them', () => {
  const zones = rapl.plan(fixtureMachine(import.meta.url, 'intel-mmio-only'), { kind: 'machine' });
  expect(zones.map((zone) => [zone.context?.detail, zone.context?.wrapsAt])).toEqual([
    ['package-0', 262_143_328_851],
  ]);
});

test.each(['arm64'])('%s has no RAPL, whatever driver is loaded', (name) => {
  const machine = fixtureMachine(import.meta.url, name);
  expect(rapl.plan(machine, { kind: 'machine' })).toEqual([]);
  expect(rapl.probe(machine)).toMatchObject({ available: false, reason: expect.stringContaining('ARM') });
});

test('AMD shows package and cores under the same names', () => {
  const values = readOnce(rapl, fixtureMachine(import.meta.url, 'amd'), { kind: 'machine' });
  expect(values.map((value) => [value.detail, value.value])).toEqual([
    ['package-0', 40_111_222_333],
    ['core-0', 9_222_333_444],
  ]);
});

test('a virtual machine without meters is told apart from one with an unloaded driver', () => {
  const virtual = rapl.probe(fixtureMachine(import.meta.url, 'vm-without-rapl'));
  expect(virtual).toMatchObject({ available: false, reason: expect.stringContaining('virtual machine') });
  const bare = rapl.probe(fixtureMachine(import.meta.url, 'no-such-machine'));
  expect(bare).toMatchObject({
    available: false,
    advice: expect.stringContaining('sudo modprobe intel_rapl_msr'),
  });
});

test('meters that only root may read are unavailable, with the command that changes it', () => {
  const root = mkdtempSync(`${tmpdir()}/joulelab-rapl-`);
  try {
    chmodSync(root, 0o755);
    cpSync(fileURLToPath(new URL('./testdata/intel-two-sockets', import.meta.url)), root, {
      recursive: true,
    });
    chmodSync(`${root}/sys/class/powercap/intel-rapl:1/energy_uj`, 0o000);
    expect(probeUnprivileged(root)).toEqual({
      available: false,
      reason: `${root}/sys/class/powercap/intel-rapl:1/energy_uj may be read by root only`,
      advice: `Run joulelab as root, or allow it for good: echo 'z ${root}/sys/class/powercap/intel-rapl*:*/energy_uj 0444 - - -' | sudo tee /etc/tmpfiles.d/joulelab.conf && sudo systemd-tmpfiles --create /etc/tmpfiles.d/joulelab.conf`,
    });
  } finally {
    rmSync(root, { recursive: true });
  }
});

/** The probe in a process that is not root, whoever runs the tests. */
function probeUnprivileged(root: string): unknown {
  const script = `
    import { rapl } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
    import { kernelRoots } from ${JSON.stringify(new URL('../../../domain/environment.ts', import.meta.url).href)};
    if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
    console.log(JSON.stringify(rapl.probe({ roots: kernelRoots(${JSON.stringify(root)}) })));`;
  const result = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(result.stderr);
  return JSON.parse(result.stdout);
}
