import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { binaryStatus } from './binary-status.ts';
import { isAtLeast, parseVersion } from './versions.ts';

/** Where each comes from: testdata/version-output/README.md. */
const FOLDER = join(import.meta.dirname, 'testdata', 'version-output');
const EXPECTED: Readonly<Record<string, string>> = {
  runc: '1.1.5+ds1',
  crun: '1.8.1',
  runsc: 'release-20260817.0',
  'runsc-debian': '0.0~20221219.0',
  youki: '0.5.7',
  'sysbox-runc': '0.6.5',
  'containerd-shim-kata-v2-go': '3.29.0',
  'containerd-shim-kata-v2-rs': '3.29.0',
  'kata-runtime': '3.2.0',
};

test('every file of the table is there, and none besides', () => {
  expect(
    readdirSync(FOLDER)
      .filter((name) => name !== 'README.md')
      .sort(),
  ).toEqual(Object.keys(EXPECTED).sort());
});

test.each(Object.entries(EXPECTED))('%s tells version %s', (name, version) => {
  expect(parseVersion(readFileSync(join(FOLDER, name), 'utf8'))).toBe(version);
});

test.each(['', 'no such option\n', 'conversion: 3\n'])('%j tells none', (output) => {
  expect(parseVersion(output)).toBeUndefined();
});

test.each([
  ['3.30.0', '3.30.0', true],
  ['3.29.9', '3.30.0', false],
  ['4.0.0', '3.30.0', true],
  ['29.5.0', '29.5', true],
  ['29.4.3', '29.5', false],
  ['20.10.24+dfsg1', '23', false],
  ['release-20260714.0', '20260714', true],
  ['release-20221219.0', '20260714', false],
  ['0.0~20221219.0', '20260714', false],
  ['0.0~20260817.0', '20260714', true],
  ['1.1.5+ds1', '1.1.5', true],
  ['unknown', '1', undefined],
  [undefined, '1', undefined],
])('%s is at least %s: %s', (version, least, expected) => {
  expect(isAtLeast(version, least)).toBe(expected);
});

/** A program that answers as told. */
function program(body: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'joulelab-version-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'runtime');
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

test('a program is asked; one that does not tell is there all the same, one that is missing is not', async () => {
  const ask = (path?: string) =>
    binaryStatus({ name: 'x', args: [], ...(path === undefined ? {} : { path }) });
  const sysbox = program(`cat ${join(FOLDER, 'sysbox-runc')}`);
  expect(await ask(sysbox)).toEqual({ installed: true, version: '0.6.5' });
  expect(await ask(program('exit 1'))).toEqual({ installed: true });
  expect(await ask()).toEqual({ installed: true });
  expect(await ask('/nosuch/runtime')).toMatchObject({
    installed: false,
    reason: '/nosuch/runtime does not exist',
    advice: expect.stringContaining('daemon.json'),
  });
});
