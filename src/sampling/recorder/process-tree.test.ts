import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { kernelRoots } from '../../domain/environment.ts';
import type { Mark, Recording } from '../../domain/recording.ts';
import { makeTestCgroup, noTestCgroup } from '../testdata/burn.ts';
import { RECORDERS } from '../testdata/recorders.ts';
import { startRecorder } from './start-recorder.ts';

/** What a container's processes do: short ones one after the other, a long one, one in one, and one that ends with the tree. */
const TREE = `read go
burn() { timeout "$1" sh -c 'while :; do :; done'; }
(for i in 1 2 3 4; do burn 0.1; done) &
(burn 0.7; true) &
burn 0.3
wait`;

/** A process shows its user and its system time in steps of 10 ms, rounded down; the tree has some 14 processes. */
const STEPS_US = 14 * 20_000;

function valueAt(recording: Recording, metric: string, mark: Mark): number {
  const series = recording.series.find((one) => one.metric === metric);
  if (series === undefined) throw new Error(`no ${metric}`);
  return series.values[series.timesMonoUs.findLastIndex((time) => time <= mark.endMonoUs)] ?? 0;
}

describe.each(RECORDERS)('$title', ({ implementation, program }) => {
  if (program === undefined) return test.skip('cannot be built here', () => {});
  if (noTestCgroup !== undefined) return test.skip(noTestCgroup, () => {});

  test.each(['on', 'off'] as const)(
    'sampling %s: the process tree adds up to what a control group around it counts, and loses nothing that has ended',
    async (sampling) => {
      await using cgroup = makeTestCgroup(`tree-${implementation}-${sampling}`);
      const shim = spawn('sh', ['-c', TREE], { stdio: ['pipe', 'ignore', 'inherit'] });
      if (shim.pid === undefined) throw new Error('sh does not start');
      cgroup.adopt(shim.pid);
      await using recorder = await startRecorder({
        env: { roots: kernelRoots() },
        intervalMs: 10,
        orchestratorPid: process.pid,
        machine: false,
        sampling,
        implementation,
      });
      const { pid: treeRoot } = shim;
      const container = {
        kind: 'container',
        name: 'box',
        id: 'box',
        pid: treeRoot,
        cgroup: {},
        treeRoot,
      } as const;
      await recorder.addTarget({ ...container, ownNetwork: false, ignoreInterfaces: [] });
      const marks: { readonly mark: Mark; readonly kernelUs: number }[] = [];
      const exit = once(shim, 'exit');
      shim.stdin?.end('go\n');
      for (let look = 0; look < 4; look += 1) {
        await new Promise((resolve) => setTimeout(resolve, 150));
        marks.push({ mark: await recorder.mark(`${look}`), kernelUs: cgroup.usageUs() });
      }
      await exit;
      const recording = await recorder.stop();
      const found = marks.map(({ mark }) => valueAt(recording, 'cpu_time_container', mark));
      expect(found.toSorted((a, b) => a - b)).toEqual(found);
      for (const [index, { kernelUs }] of marks.entries()) {
        expect(found[index]).toBeLessThanOrEqual(kernelUs + 10_000);
        expect(found[index]).toBeGreaterThan(kernelUs - STEPS_US);
      }
      expect(found.at(-1)).toBeGreaterThan(100_000);
      expect(valueAt(recording, 'memory_used_container', marks[0]?.mark as Mark)).toBeGreaterThan(100_000);
    },
    20_000,
  );
});
