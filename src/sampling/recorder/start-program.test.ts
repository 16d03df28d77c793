import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RECORDERS } from '../testdata/recorders.ts';
import { startRecorderProgram } from './start-program.ts';

const folder = mkdtempSync(`${tmpdir()}/joulelab-programs-`);
const missing = `${folder}/missing`;
let framesFd = 0;
beforeAll(() => {
  framesFd = openSync('/dev/null', 'w');
});
afterAll(() => {
  closeSync(framesFd);
  rmSync(folder, { recursive: true });
});

/** A program in the C recorder's place. */
function imposter(name: string, text: string): string {
  const file = `${folder}/${name}`;
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

async function startedWith(options: { wanted?: string; cFile?: string; replyTimeoutMs?: number }) {
  const { process, program, fallback } = await startRecorderProgram({
    framesFd,
    replyTimeoutMs: 10_000,
    ...options,
  });
  await process.close();
  return { implementation: program.implementation, fallback };
}

const built = RECORDERS.find(({ implementation }) => implementation === 'c')?.program;
test.skipIf(built === undefined)('the C recorder is the first choice, where there is one', async () => {
  expect(await startedWith({})).toEqual({ implementation: 'c', fallback: undefined });
  expect(await startedWith({ wanted: '' })).toEqual({ implementation: 'c', fallback: undefined });
  expect(await startedWith({ wanted: 'c' })).toEqual({ implementation: 'c', fallback: undefined });
});

test('the TypeScript recorder is no second choice where it is wanted', async () => {
  expect(await startedWith({ wanted: 'typescript' })).toEqual({ implementation: 'typescript' });
});

test.each([
  ['is missing', () => missing, /there is no C recorder for linux-/],
  [
    'ends at once',
    () => imposter('ends', '#!/bin/sh\necho no such library >&2\nexit 127\n'),
    /no such library/,
  ],
  ['is for another machine', () => imposter('alien', '\u007fELF\u0002 of another machine'), /did not start/],
  [
    'speaks another version',
    () => imposter('newer', '#!/bin/sh\necho version 99 c\ncat\n'),
    /version 99 .* not \d/,
  ],
  ['says nothing', () => imposter('silent', '#!/bin/sh\nexec sleep 100\n'), /did not answer/],
])('one that %s is replaced, and the reason is kept', async (_, make, reason) => {
  const cFile = make();
  const { implementation, fallback } = await startedWith({ cFile, replyTimeoutMs: 1_000 });
  expect(implementation).toBe('typescript');
  expect(fallback).toMatch(reason);
  const wanted = startRecorderProgram({ framesFd, replyTimeoutMs: 1_000, wanted: 'c', cFile });
  await expect(wanted).rejects.toMatchObject({
    code: 'recorder-failed',
    message: expect.stringMatching(reason),
  });
});

test('another name is an error of usage', async () => {
  await expect(startedWith({ wanted: 'rust' })).rejects.toMatchObject({ code: 'usage' });
});
