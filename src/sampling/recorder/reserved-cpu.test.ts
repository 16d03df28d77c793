import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, expect, test } from 'vitest';
import { kernelRoots } from '../../domain/environment.ts';
import { findProgram } from '../providers/find-program.ts';
import { onReservedCpu, reservedCpu } from './reserved-cpu.ts';

const root = mkdtempSync(`${tmpdir()}/joulelab-isolated-`);
afterAll(() => rmSync(root, { recursive: true }));

test.each([
  ['\n', undefined],
  ['3\n', 3],
  ['2-3,6\n', 2],
  ['(null)\n', undefined],
])('isolated CPUs %j', (text, expected) => {
  mkdirSync(`${root}/sys/devices/system/cpu`, { recursive: true });
  writeFileSync(`${root}/sys/devices/system/cpu/isolated`, text);
  expect(reservedCpu({ roots: kernelRoots(root) })).toBe(expected);
});

test('a machine that does not tell has none', () => {
  expect(reservedCpu({ roots: kernelRoots(`${root}/missing`) })).toBeUndefined();
});

const program = {
  implementation: 'c',
  command: '/bin/grep',
  args: ['Cpus_allowed_list', '/proc/self/status'],
  dryRounds: 1,
} as const;

test('without a reserved CPU the program stays as it is', () => {
  expect(onReservedCpu(program, undefined)).toBe(program);
});

test.skipIf(findProgram('taskset') === undefined)('on a reserved CPU it may run nowhere else', () => {
  const { command, args } = onReservedCpu(program, 0);
  expect(execFileSync(command, args, { encoding: 'utf8' })).toMatch(/^Cpus_allowed_list:\s+0\n$/);
});
