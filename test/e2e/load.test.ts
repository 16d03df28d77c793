import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import type { RunReport } from '../../src/domain/report.ts';
import type { LogEntry } from '../../src/domain/run.ts';
import { labelledObjects, leftProcesses } from '../support/engine.ts';
import { joulelab, SHORT, scenarioFile, startJoulelab, temporaryFolder, total } from '../support/joulelab.ts';

afterEach(() => {
  expect(labelledObjects()).toEqual([]);
  expect(leftProcesses()).toEqual([]);
});

const MB = 1e6;

/** Measures a scenario and watches how much memory joulelab takes at most. */
async function weigh(
  text: string,
): Promise<{ report: RunReport; logs: readonly LogEntry[]; peakBytes: number }> {
  const env = { JOULELAB_STATE_DIR: temporaryFolder() };
  const started = startJoulelab(['run', scenarioFile(text), ...SHORT, '--json'], { env });
  let peakBytes = 0;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, residentPeak(started.child.pid ?? 0));
  }, 100);
  const { exitCode, stdout, stderr } = await started.finished;
  clearInterval(watch);
  if (exitCode !== 0) throw new Error(stderr);
  const shown = await joulelab(['show', 'last', '--logs', '--json'], { env });
  const { logs } = JSON.parse(shown.stdout) as { logs: readonly LogEntry[] };
  return { report: JSON.parse(stdout) as RunReport, logs, peakBytes };
}

/** `VmHWM` of proc(5); 0 once the process is gone. */
function residentPeak(pid: number): number {
  try {
    return Number(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

it('50 containers: each has its figures, marks stay short, and nothing is left', async () => {
  const names = Array.from({ length: 50 }, (_, index) => `box${index}`);
  const services = names.map(
    (name) => `  ${name}: { image: "busybox:1.35", command: sleep infinity, init: true }`,
  );
  const { report, peakBytes } = await weigh(`
name: Many containers
services:
${services.join('\n')}
flow:
  - name: Work
    container: box7
    commands: [{ type: console, shell: sh, command: "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done" }]
`);
  expect(report.run.containers).toHaveLength(50);
  for (const name of names)
    expect(total(report, '[RUNTIME]', 'cpu_time_container', name)).toBeGreaterThanOrEqual(0);
  expect(total(report, 'Work', 'cpu_time_container', 'box7')).toBeGreaterThan(
    total(report, 'Work', 'cpu_time_container', 'box8') + 10_000,
  );
  // Some 200 files are read at a mark: a millisecond or two, were nothing else going on.
  const longest = Math.max(...report.run.marks.map(({ monoUs, endMonoUs }) => endMonoUs - monoUs));
  expect(longest).toBeLessThan(500_000);
  expect(peakBytes).toBeLessThan(400 * MB);
});

it('500 flows: each is a sub-phase, they add up, and memory stays bounded', async () => {
  const flows = Array.from(
    { length: 500 },
    (_, index) =>
      `  - { name: "Flow ${index}", container: box, commands: [{ type: console, command: "true" }] }`,
  );
  const { report, peakBytes } = await weigh(`
name: Many flows
services:
  box: { image: "busybox:1.35", command: sleep infinity, init: true }
flow:
${flows.join('\n')}
`);
  const measured = report.phases.filter(({ kind }) => kind === 'flow');
  expect(measured).toHaveLength(500);
  const sum = measured.reduce(
    (whole, { name }) => whole + total(report, name, 'cpu_time_container', 'box'),
    0,
  );
  expect(sum).toBeCloseTo(total(report, '[RUNTIME]', 'cpu_time_container', 'box'), 3);
  expect(peakBytes).toBeLessThan(400 * MB);
});

it('a gigabyte of output from a command and from a container: bounded memory, and the logs say what was cut', async () => {
  const bytes = 1024 ** 3;
  const containerBytes = bytes;
  const { logs, peakBytes } = await weigh(`
name: Much output
services:
  box: { image: "busybox:1.35", command: sleep infinity, init: true }
  loud:
    image: busybox:1.35
    init: true
    entrypoint: [sh, -c]
    command: ['dd if=/dev/zero bs=1048576 count=${containerBytes / 1024 ** 2} | tr "\\000" x; touch /said; sleep infinity']
flow:
  - name: Talk
    container: box
    commands: [{ type: console, command: "dd if=/dev/zero bs=1M count=1024" }]
  - name: Wait
    container: loud
    commands: [{ type: console, shell: sh, command: "until [ -e /said ]; do sleep 0.1; done" }]
`);
  const [command, container] = ['box', 'loud'].map((name) => logs.find((entry) => entry.container === name));
  expect(command?.text).toHaveLength(1024 ** 2);
  expect(command?.cutBytes).toBe(bytes - 1024 ** 2);
  expect(container?.text).toHaveLength(1024 ** 2);
  // The last block may still be on its way from the container to the engine's log.
  expect(container?.cutBytes).toBeGreaterThan(0.9 * containerBytes - 1024 ** 2);
  expect(peakBytes).toBeLessThan(400 * MB);
});
