/**
 * Measures the command in its arguments and prints the outcome as the last line on stderr: a real process whose streams,
 * signals and exit status a test can look at. The recording reads the cgroup's own CPU counter at each mark.
 */
import { existsSync, readFileSync } from 'node:fs';
import { kernelRoots } from '../../../domain/environment.ts';
import type { RecordingControl } from '../../../domain/recording.ts';
import { FULL_SETTINGS } from '../../../domain/settings.ts';
import type { Target } from '../../../domain/target.ts';
import { measureCommand } from '../measure-command.ts';

const [runId = '', root = '', settings = '{}', ...argv] = process.argv.slice(2);
const { roots } = { roots: kernelRoots(root) };
const marks: { label: string; monoUs: number; cpuUs?: number }[] = [];
const targets: Target[] = [];
const removed: string[] = [];

function cpuUs(): number | undefined {
  const target = targets.at(-1);
  if (target?.kind !== 'command' || target.cgroup === undefined) return undefined;
  const v1 = `${roots.cgroupfs}/cpuacct${target.cgroup.v1?.['cpuacct']}/cpuacct.usage`;
  if (existsSync(v1)) return Number(readFileSync(v1, 'latin1')) / 1000;
  const v2 = readFileSync(`${roots.cgroupfs}${target.cgroup.v2}/cpu.stat`, 'latin1');
  return Number(/usage_usec (\d+)/.exec(v2)?.[1]);
}

const recording: RecordingControl = {
  async mark(label) {
    const monoUs = Number(process.hrtime.bigint() / 1000n);
    const value = cpuUs();
    marks.push({ label, monoUs, ...(value === undefined ? {} : { cpuUs: value }) });
    return { id: marks.length - 1, label, monoUs, endMonoUs: monoUs, unixUs: Date.now() * 1000 };
  },
  async addTarget(target) {
    targets.push(target);
    return false;
  },
  async removeTarget(name) {
    removed.push(name);
  },
};

const controller = new AbortController();
if (process.env['ABORT_AFTER_MS'] !== undefined) {
  setTimeout(() => controller.abort(), Number(process.env['ABORT_AFTER_MS'])).unref();
}
const events: string[] = [];
const measured = await measureCommand({
  runId,
  argv,
  name: 'cmd',
  settings: { ...FULL_SETTINGS, baselineMs: 0, totalTimeoutMs: 0, ...JSON.parse(settings) },
  env: { roots },
  recording,
  progress: (event) => events.push(event.kind),
  signal: controller.signal,
});
const error = measured.error === undefined ? {} : { error: { code: measured.error.code, advice: measured.error.advice } };
process.stderr.write(`\n${JSON.stringify({ ...measured, ...error, marks, targets, removed, events })}\n`);
process.exitCode = measured.exitCode;
