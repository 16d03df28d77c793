import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { program } from '../providers/program/index.ts';
import { nowUs } from '../recorder/monotonic-clock.ts';
import { fixtureMachine } from '../testdata/read-fixture.ts';
import { startStreams } from './start-streams.ts';

const machine = fixtureMachine(import.meta.url, 'no-machine');

/** Runs a shell script as a program stream until it has said what it has to say. */
async function record(script: string, setting = 'psu:mW:gauge', waitMs = 400) {
  const streams = startStreams([{ provider: program, plan: program.plan(machine, `${setting}=${script}`) }]);
  await new Promise((resolve) => setTimeout(resolve, waitMs));
  await streams.stop();
  return streams.recorded();
}

const loadedUnixUs = Date.now() * 1000;

/** A time of this recording in µs since 1970, as a word for the shell. */
const now = (offset = 0) => String(loadedUnixUs + offset);

test('lines of a program become series at their own times on the monotonic clock', async () => {
  const beforeUs = nowUs();
  const { series, faults } = await record(
    `echo "${now(1000)} 1500 a"; echo "${now(2000)} 20 b"; echo "${now(3000)} 1600 a"; exec sleep 60`,
  );
  expect(faults).toEqual([]);
  expect(series.map(({ metric, detail, values }) => [metric, detail, [...values]])).toEqual([
    ['power_external', 'psu/a', [1_500_000, 1_600_000]],
    ['power_external', 'psu/b', [20_000]],
  ]);
  for (const { timesMonoUs } of series)
    for (const time of timesMonoUs) expect(Math.abs(time - beforeUs)).toBeLessThan(5e6);
  const [first = 0, second = 0] = series[0]?.timesMonoUs ?? [];
  expect(Math.round(second - first)).toBe(2000);
});

test('growth since the last line adds up to a counter', async () => {
  const { series } = await record(
    `echo "${now(1)} 10"; echo "${now(2)} 20"; echo "${now(3)} 5"; exec sleep 60`,
    'cpu:mJ:delta',
  );
  expect(series[0]).toMatchObject({ metric: 'energy_external', startsAtZero: false });
  expect([...(series[0]?.values ?? [])]).toEqual([10_000, 30_000, 35_000]);
});

test.each([
  ['a clock that stands still', 0],
  ['a clock that goes back', -5000],
])('%s: the sample is left out, with a warning', async (_name, stepUs) => {
  const first = Date.now() * 1000;
  const { series, faults } = await record(`echo "${first} 1"; echo "${first + stepUs} 2"; exec sleep 60`);
  expect([...(series[0]?.values ?? [])]).toEqual([1000]);
  expect(faults).toEqual([expect.stringContaining('a time that is not later')]);
});

test('a time of another day is left out, with a warning', async () => {
  const { series, faults } = await record(`echo "1500000000000000 1"; exec sleep 60`);
  expect(series).toEqual([]);
  expect(faults).toEqual([expect.stringContaining('not of this recording')]);
});

test('garbage between good lines: a gap and one warning', async () => {
  const { series, faults } = await record(
    `echo "${now(1)} 1"; echo "Segmentation fault"; printf '\\000\\377\\n'; echo "${now(2)} 2"; exec sleep 60`,
  );
  expect([...(series[0]?.values ?? [])]).toEqual([1000, 2000]);
  expect(faults).toEqual([expect.stringMatching(/not understood: "Segmentation fault" \(2 times/)]);
});

test('a line that was never ended is no reading: its number may be cut off', async () => {
  const { series } = await record(`echo "${now(1)} 1"; printf '%s' "${now(2)} 12"; exec sleep 60`);
  expect([...(series[0]?.values ?? [])]).toEqual([1000]);
});

test.each([
  ['ends early', `echo "${now(1)} 1"; echo 'no sensor' >&2; exit 3`, 'ended with exit status 3: no sensor'],
  ['is killed', `echo "${now(1)} 1"; kill -9 $$`, 'ended with SIGKILL'],
])('a program that %s keeps what it said, with a warning', async (_name, script, warning) => {
  const { series, faults } = await record(script);
  expect([...(series[0]?.values ?? [])]).toEqual([1000]);
  expect(faults).toEqual([expect.stringContaining(warning)]);
});

test('a program that cannot be started, and one that says nothing, are warnings', async () => {
  const missing = await record('exec /no/such/program');
  expect(missing.faults).toEqual([expect.stringContaining('ended with exit status 127')]);
  const silent = await record('exec sleep 60');
  expect(silent.faults).toEqual([expect.stringContaining('gave no reading at all')]);
});

test('a program that ignores SIGTERM is ended, with its children', async () => {
  const streams = startStreams([
    {
      provider: program,
      plan: program.plan(
        machine,
        `psu:mW:gauge=trap '' TERM; sleep 61 & echo "${now()} $!"; while :; do sleep 1; done`,
      ),
    },
  ]);
  await new Promise((resolve) => setTimeout(resolve, 400));
  await streams.stop();
  const { series } = streams.recorded();
  const child = (series[0]?.values[0] ?? 0) / 1000;
  expect(child).toBeGreaterThan(1);
  expect(await hasEnded(child)).toBe(true);
});

/** Whether a process that was killed is gone, or only waits for whoever has to reap it. */
async function hasEnded(pid: number): Promise<boolean> {
  for (let trial = 0; trial < 50; trial += 1) {
    const path = `/proc/${pid}/stat`;
    if (!existsSync(path) || /\) Z /.test(readFileSync(path, 'utf8'))) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
