import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { kernelRoots } from '../../domain/environment.ts';
import type { Mark, Recording } from '../../domain/recording.ts';
import { targetName } from '../../domain/target.ts';
import { makeTestCgroup, noTestCgroup, type TestCgroup } from '../testdata/burn.ts';
import { RECORDERS } from '../testdata/recorders.ts';
import { type Recorder, startRecorder } from './start-recorder.ts';

/** A mark between two readings of the kernel's counter that lie close together. */
type Border = { readonly mark: Mark; readonly low: number; readonly high: number };

/** Other people's work may come in between: then the border is set again, which only makes the phase longer. */
async function setBorder(recorder: Recorder, cgroup: TestCgroup, toleranceUs: number): Promise<Border> {
  for (let trial = 0; trial < 500; trial += 1) {
    const low = cgroup.usageUs();
    const mark = await recorder.mark(`${trial}`);
    const high = cgroup.usageUs();
    if (high - low <= toleranceUs) return { mark, low, high };
  }
  throw new Error(`no mark between readings less than ${toleranceUs} µs apart`);
}

function cpuTime(recording: Recording, begin: Mark, end: Mark): number {
  const series = recording.series.find(({ metric }) => metric === 'cpu_time_container');
  if (series === undefined) throw new Error('no CPU time');
  const at = (mark: Mark) =>
    series.values[series.timesMonoUs.findLastIndex((time) => time <= mark.endMonoUs)] ?? 0;
  return at(end) - at(begin);
}

describe.each(RECORDERS)('$title', ({ implementation, program }) => {
  if (program === undefined) return test.skip('cannot be built here', () => {});
  if (noTestCgroup !== undefined) return test.skip(noTestCgroup, () => {});
  const start = (sampling: 'on' | 'off') =>
    startRecorder({
      env: { roots: kernelRoots() },
      intervalMs: 10,
      orchestratorPid: process.pid,
      machine: false,
      sampling,
      implementation,
    });

  // The long phase once: what holds over 1 s for both recorders holds over 10 s for both.
  const durations = implementation === 'c' ? [200, 1_000, 10_000] : [200, 1_000];
  describe.each(['on', 'off'] as const)('sampling %s', (sampling) => {
    test.each(sampling === 'on' ? durations : [200])(
      "the CPU time of %i ms is the kernel's own, to half a percent",
      async (durationMs) => {
        await using cgroup = makeTestCgroup(`accuracy-${implementation}-${sampling}-${durationMs}`);
        await using recorder = await start(sampling);
        await recorder.addTarget(cgroup.target);
        await cgroup.burn();
        const toleranceUs = durationMs * 2;
        const begin = await setBorder(recorder, cgroup, toleranceUs);
        await sleep(durationMs);
        const end = await setBorder(recorder, cgroup, toleranceUs);
        const recording = await recorder.stop();
        const measured = cpuTime(recording, begin.mark, end.mark);
        const kernel = (end.low + end.high) / 2 - (begin.low + begin.high) / 2;
        expect(measured).toBeGreaterThanOrEqual(end.low - begin.high);
        expect(measured).toBeLessThanOrEqual(end.high - begin.low);
        // A machine that is shared may have given the burner less than the whole time.
        if (kernel > durationMs * 800) expect(Math.abs(measured / kernel - 1)).toBeLessThan(0.005);
        if (sampling === 'off') expect(recording.stats.ticks).toBe(0);
      },
      60_000,
    );
  });

  test('what lived for 300 ms is caught to the last value while its control group stands', async () => {
    await using cgroup = makeTestCgroup(`short-${implementation}`);
    await using recorder = await start('off');
    await recorder.addTarget(cgroup.target);
    const begin = await recorder.mark('begin');
    const child = spawn('sh', ['-c', 'read go; timeout 0.3 sh -c "while :; do :; done"'], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    cgroup.adopt(child.pid);
    const exit = once(child, 'exit');
    child.stdin?.end('go\n');
    await exit;
    await recorder.removeTarget(targetName(cgroup.target));
    const last = cgroup.usageUs();
    await cgroup[Symbol.asyncDispose]();
    const end = await recorder.mark('end');
    const recording = await recorder.stop();
    expect(last).toBeGreaterThan(50_000);
    expect(cpuTime(recording, begin, end)).toBe(last);
    const gone = recording.series.find(({ metric }) => metric === 'cpu_time_container')?.goneAtMonoUs;
    expect(gone).toBeLessThan(end.monoUs);
  });
});
