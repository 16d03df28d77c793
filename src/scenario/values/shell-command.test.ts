import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellCommand } from './shell-command.ts';

const ALL = ['-o', 'errexit', '-o', 'nounset', '-o', 'pipefail'];
const POSIX = ['-o', 'errexit', '-o', 'nounset'];

test.each([
  [['bash'], ALL],
  [['/bin/bash'], ALL],
  [['busybox', 'ash'], ALL],
  [['zsh'], ALL],
  [['ksh'], ALL],
  [['sh'], POSIX],
  [['/bin/dash'], POSIX],
  [['fish'], []],
  [['python3'], []],
])('%j gets the options that it knows', (shell, options) => {
  expect(shellCommand(shell, 'a\nb')).toEqual([...shell, ...options, '-c', 'a\nb']);
});

test('given options replace them', () => {
  expect(shellCommand(['bash'], 'x', ['-e'])).toEqual(['bash', '-e', '-c', 'x']);
  expect(shellCommand(['bash'], 'x', [])).toEqual(['bash', '-c', 'x']);
});

test.each([
  [['sh'], 'echo a\nfalse\necho b', 1],
  [['sh'], 'echo a\necho $missing_variable\necho b', undefined],
  [['bash'], 'echo a\nfalse | true\necho b', 1],
])('%j really stops at %j', (shell, command, status) => {
  const [program = '', ...rest] = shellCommand(shell, command);
  const result = spawnSync(program, rest, { encoding: 'utf8' });
  expect(result.stdout).toBe('a\n');
  expect(result.status).not.toBe(0);
  if (status !== undefined) expect(result.status).toBe(status);
});
