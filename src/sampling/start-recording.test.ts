import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { kernelRoots } from '../domain/environment.ts';
import { startRecording } from './start-recording.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(`${tmpdir()}/joulelab-faults-`);
  cpSync(fileURLToPath(new URL('./providers/rapl/testdata/intel-sgx', import.meta.url)), root, {
    recursive: true,
  });
});

afterEach(() => rmSync(root, { recursive: true }));

const zone = () => `${root}/sys/class/powercap/intel-rapl:0/energy_uj`;

/** Records the tree's RAPL zone at marks while `steps` change its file in place. */
async function recordMarks(steps: readonly string[], providers: readonly string[] = [], pauseMs = 0) {
  await using recorder = await startRecording({
    env: { roots: kernelRoots(root) },
    intervalMs: 3_600_000,
    orchestratorPid: process.pid,
    machine: true,
    providers,
  });
  await recorder.mark('begin');
  for (const text of steps) {
    writeFileSync(zone(), text);
    // oxlint-disable-next-line no-await-in-loop -- one state of the file after the other
    await recorder.mark('step');
  }
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
  const recording = await recorder.stop();
  const energy = recording.series.find(({ metric }) => metric === 'energy_rapl');
  return { ...recording, energy };
}

test('a file that grows: every value, no fault, and the caveat of a blurred counter', async () => {
  const { energy, faults, warnings } = await recordMarks(['5512345700\n', '5512346000\n']);
  expect([...new Set(energy?.values)]).toEqual([5_512_345_678, 5_512_345_700, 5_512_346_000]);
  expect(energy?.wrapsAt).toBe(262_143_328_851);
  expect(faults).toEqual([]);
  expect(warnings).toEqual([expect.objectContaining({ code: 'rapl-filtered' })]);
});

test.each([
  ['garbage', '<garbage>\n'],
  ['an empty read', ''],
  ['a number that is cut off', '55123'],
  ['a number past 2^53', '99999999999999999999\n'],
  ['a negative number', '-5\n'],
])('%s in between: a gap and a warning, no other number', async (_name, text) => {
  const { energy, faults } = await recordMarks(['5512345700\n', text, '5512346000\n']);
  expect([...new Set(energy?.values)]).toEqual([5_512_345_678, 5_512_345_700, 5_512_346_000]);
  expect(faults).toEqual([`${zone()}: no value found in one sample`]);
});

test('a counter that begins anew: a warning, and no energy that never was', async () => {
  const { energy, faults } = await recordMarks(['5512345700\n', '100\n', '200\n']);
  expect(energy).not.toHaveProperty('wrapsAt');
  expect(faults).toEqual(['energy_rapl package-0: the counter began anew once']);
});

test('what a user’s words bring: a program’s series beside the kernel’s, and a warning for what is not here', async () => {
  const { series, faults, warnings } = await recordMarks(
    ['5512345700\n'],
    ['program=psu:W:gauge=echo "$(date +%s%6N) 42"; exec sleep 60', 'hwmon'],
    1000,
  );
  expect(warnings?.map(({ code }) => code)).toEqual(['rapl-filtered', 'provider-unavailable']);
  expect(faults).toEqual([]);
  expect(series.map(({ metric }) => metric)).toEqual(
    expect.arrayContaining(['energy_rapl', 'power_external']),
  );
});

test('one that must work and does not is an error before anything is started', async () => {
  await expect(recordMarks([], ['must-hwmon'])).rejects.toThrow(
    expect.objectContaining({ code: 'provider-unavailable' }),
  );
});

test('a fault of one that must work fails the run; without it the run is whole', async () => {
  const steps = ['5512345700\n', '<garbage>\n', '5512346000\n'];
  expect(await recordMarks(steps, ['must-rapl'])).toMatchObject({
    requiredFailure: `The provider rapl, which must work, had a fault: ${zone()}: no value found in one sample.`,
    energy: { metric: 'energy_rapl' },
  });
  expect(await recordMarks(steps)).not.toHaveProperty('requiredFailure');
  expect(await recordMarks(['5512346000\n'], ['must-rapl'])).not.toHaveProperty('requiredFailure');
});

test('a program that must work and says nothing fails the run', async () => {
  const { requiredFailure } = await recordMarks([], ['must-program=psu:W:gauge=exec sleep 60']);
  expect(requiredFailure).toMatch(
    /^The provider program, which must work, had a fault: program psu: gave no reading/,
  );
});
