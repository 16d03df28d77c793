import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { kernelRoots } from '../../../domain/environment.ts';
import { fixtureMachine, parseBytes } from '../../testdata/read-fixture.ts';
import { raplMsr } from './index.ts';
import { energyStepUj, readMsr } from './registers.ts';

const intel = fixtureMachine(import.meta.url, 'intel-two-sockets');

test('registers that count, one thread of each package, with step and wrap of their own', () => {
  expect(raplMsr.probe(intel)).toEqual({ available: true });
  const plan = raplMsr.plan(intel, { kind: 'machine' });
  // ESU 14: 61.035… µJ. Memory of this server: 2^-16 J.
  expect(
    plan.map(({ path, offset, context }) => [path.slice(-9), offset, context?.detail, context?.stepUj]),
  ).toEqual([
    ['cpu/0/msr', 0x611, 'package-0', 1e6 / 2 ** 14],
    ['cpu/0/msr', 0x619, 'dram-0', 1e6 / 2 ** 16],
    ['cpu/2/msr', 0x611, 'package-1', 1e6 / 2 ** 14],
    ['cpu/2/msr', 0x619, 'dram-1', 1e6 / 2 ** 16],
  ]);
});

test('the low 32 bits count, whatever stands above them', () => {
  const [source] = raplMsr.plan(intel, { kind: 'machine' });
  if (source === undefined) throw new Error('nothing planned');
  const bytes = Buffer.from('00001000ffffffff', 'hex');
  expect(parseBytes(raplMsr, source, bytes)).toEqual([
    {
      metric: 'energy_rapl_msr',
      detail: 'package-0',
      value: 64_000_000,
      wrapsAt: 2 ** 32 * (1e6 / 2 ** 14),
    },
  ]);
  expect(parseBytes(raplMsr, source, bytes.subarray(0, 7))).toEqual([]);
});

test('AMD: the registers stand far out in the file, past 2^31', () => {
  const root = mkdtempSync(`${tmpdir()}/joulelab-msr-`);
  try {
    mkdirSync(`${root}/dev/cpu/0`, { recursive: true });
    mkdirSync(`${root}/proc`);
    mkdirSync(`${root}/sys/devices/system/cpu/cpu0`, { recursive: true });
    writeFileSync(`${root}/proc/cpuinfo`, 'vendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 1\n');
    writeSparse(`${root}/dev/cpu/0/msr`, [[0xc0010299, 0xa1003n]]);
    const machine = { roots: kernelRoots(root) };
    expect(readMsr(`${root}/dev/cpu/0/msr`, 0xc0010299)).toBe(0xa1003n);
    expect(energyStepUj({ vendor: 'AuthenticAMD', family: 25, model: 1 }, 'package', 0xa1003n)).toBe(
      1e6 / 2 ** 16,
    );
    // In a plain file this overwrites the unit's upper bytes; the real one is read by number.
    writeSparse(`${root}/dev/cpu/0/msr`, [[0xc001029b, 0x1234n]]);
    expect(raplMsr.plan(machine, { kind: 'machine' })).toMatchObject([
      { offset: 0xc001029b, length: 8, context: { detail: 'package-0' } },
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
});

function writeSparse(path: string, registers: readonly (readonly [number, bigint])[]): void {
  const fd = openSync(path, 'a+');
  closeSync(fd);
  const out = openSync(path, 'r+');
  for (const [offset, value] of registers) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(value);
    writeSync(out, bytes, 0, 8, offset);
  }
  closeSync(out);
}

test('without the driver it names the module', () => {
  expect(raplMsr.probe(fixtureMachine(import.meta.url, 'no-such-machine'))).toMatchObject({
    available: false,
    advice: expect.stringContaining('modprobe msr'),
  });
});
