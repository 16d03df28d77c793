import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { kernelRoots } from '../../domain/environment.ts';
import type { Mark, Recording, Series } from '../../domain/recording.ts';
import type { Provider } from '../provider.ts';
import { makeTestCgroup, noTestCgroup } from '../testdata/burn.ts';
import { RECORDERS } from '../testdata/recorders.ts';
import { startRecorderProcess } from './recorder-process.ts';
import { type RecorderOptions, startRecorder } from './start-recorder.ts';

const env = { roots: kernelRoots() };
/** The value of a counter at a mark, as the domain defines it. */
function valueAt(series: Series, mark: Mark): number | undefined {
  return series.values[series.timesMonoUs.findLastIndex((time) => time <= mark.endMonoUs)];
}

function find(recording: Recording, metric: string, target: string): Series {
  const found = recording.series.find((series) => series.metric === metric && series.target === target);
  if (found === undefined) throw new Error(`no ${metric} of ${target}`);
  return found;
}

/** Records files as they are: the value is the number of bytes read. */
function fileSizes(paths: readonly string[], length: number): Provider {
  return {
    id: 'sizes',
    metrics: [{ name: 'size', unit: 'bytes', kind: 'gauge', scope: 'machine', help: '' }],
    probe: () => ({ available: true }),
    plan: (_env, target) =>
      target.kind === 'machine' ? paths.map((path) => ({ path, offset: 0, length, role: path })) : [],
    parse: (source, bytes, emit) => emit({ metric: 'size', detail: source.role, value: bytes.length }),
  };
}

async function waitUntil(condition: () => boolean): Promise<boolean> {
  for (let trial = 0; trial < 100 && !condition(); trial += 1) await sleep(50);
  return condition();
}

describe.each(RECORDERS)('$title', ({ implementation, program }) => {
  if (program === undefined) return test.skip('cannot be built here', () => {});
  const start = (options: Partial<RecorderOptions> = {}) =>
    startRecorder({
      env,
      intervalMs: 20,
      orchestratorPid: process.pid,
      machine: false,
      implementation,
      ...options,
    });

  test('records the machine and the tool between marks, on the parent’s clock', async () => {
    await using recorder = await start({ machine: true });
    const before = Number(process.hrtime.bigint() / 1000n);
    const begin = await recorder.mark('begin');
    await sleep(200);
    const end = await recorder.mark('end');
    const after = Number(process.hrtime.bigint() / 1000n);
    const recording = await recorder.stop();

    expect(recording.marks).toEqual([begin, end]);
    expect(begin).toMatchObject({ id: 0, label: 'begin' });
    // The clocks are read by two processes: allow for the µs that each is rounded down by.
    expect(begin.monoUs).toBeGreaterThanOrEqual(before - 5);
    expect(end.endMonoUs).toBeLessThanOrEqual(after + 5);
    expect(end.monoUs).toBeGreaterThan(begin.endMonoUs);
    expect(Math.abs(end.unixUs / 1e6 - Date.now() / 1e3)).toBeLessThan(10);
    expect(recording.faults).toEqual([]);
    expect(recording.stats.ticks).toBeGreaterThan(0);
    expect(recording.stats.implementation).toBe(implementation);
    expect(recording.stats.cpuUs).toBeGreaterThan(0);

    const idle = find(recording, 'cpu_idle_time_system', 'machine');
    const samplesInside = [...idle.timesMonoUs].filter((time) => time > begin.endMonoUs && time < end.monoUs);
    expect(samplesInside.length).toBeGreaterThan(0);
    for (const series of recording.series) {
      expect(series.timesMonoUs.length).toBe(series.values.length);
      expect(
        series.timesMonoUs.every((time, index) => index === 0 || time > (series.timesMonoUs[index - 1] ?? 0)),
      ).toBe(true);
      // Every source was read within both marks.
      for (const mark of [begin, end]) {
        expect([...series.timesMonoUs].some((time) => time >= mark.monoUs && time <= mark.endMonoUs)).toBe(
          true,
        );
      }
    }
    find(recording, 'cpu_time_tool', 'recorder');
    find(recording, 'cpu_time_tool', 'orchestrator');
  });

  test('a mark is taken at once and does not wait for the next tick', async () => {
    await using recorder = await start({ intervalMs: 60_000, machine: true, replyTimeoutMs: 10_000 });
    const before = Number(process.hrtime.bigint() / 1000n);
    const mark = await recorder.mark('now');
    expect(mark.monoUs - before).toBeLessThan(5_000_000);
    expect((await recorder.stop()).stats.ticks).toBe(0);
  });

  describe.skipIf(noTestCgroup !== undefined)(`real control groups (${noTestCgroup ?? 'here'})`, () => {
    test('the total between two marks is the kernel’s own, to the microsecond', async () => {
      await using cgroup = makeTestCgroup('burner');
      await using recorder = await start();
      await recorder.addTarget(cgroup.target);
      const begin = await recorder.mark('begin');
      const usedAtBegin = cgroup.usageUs();
      const child = await cgroup.burn();
      await sleep(700);
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
      const end = await recorder.mark('end');
      const usedAtEnd = cgroup.usageUs();
      const series = find(await recorder.stop(), 'cpu_time_container', 'burner');

      expect(series.startsAtZero).toBe(true);
      expect(valueAt(series, begin)).toBe(usedAtBegin);
      expect(valueAt(series, end)).toBe(usedAtEnd);
      expect(usedAtEnd - usedAtBegin).toBeGreaterThan(100_000);
    });

    test('while the process runs, a mark’s value lies between readings before and after it', async () => {
      await using cgroup = makeTestCgroup('running');
      await using recorder = await start();
      await recorder.addTarget(cgroup.target);
      await cgroup.burn();
      const bounds: { mark: Mark; low: number; high: number }[] = [];
      for (let count = 0; count < 5; count += 1) {
        await sleep(50);
        const low = cgroup.usageUs();
        const mark = await recorder.mark(`${count}`);
        bounds.push({ mark, low, high: cgroup.usageUs() });
      }
      const series = find(await recorder.stop(), 'cpu_time_container', 'running');
      for (const { mark, low, high } of bounds) {
        expect(valueAt(series, mark)).toBeGreaterThanOrEqual(low);
        expect(valueAt(series, mark)).toBeLessThanOrEqual(high);
      }
    });

    test('a removed target is read a last time, closed, and keeps its last value', async () => {
      await using cgroup = makeTestCgroup('removed');
      await using recorder = await start();
      const isOpen = () =>
        readdirSync(`/proc/${recorder.pid}/fd`).some((fd) => {
          try {
            return readlinkSync(`/proc/${recorder.pid}/fd/${fd}`).includes(`-removed/`);
          } catch {
            return false;
          }
        });
      await recorder.addTarget(cgroup.target);
      expect(isOpen()).toBe(true);
      await recorder.removeTarget('removed');
      expect(isOpen()).toBe(false);
      await recorder.removeTarget('removed');
      const later = await recorder.mark('later');
      const series = find(await recorder.stop(), 'cpu_time_container', 'removed');
      expect(series.goneAtMonoUs).toBeLessThan(later.monoUs);
      expect(series.timesMonoUs.at(-1)).toBeLessThanOrEqual(series.goneAtMonoUs ?? 0);
      expect(valueAt(series, later)).toBe(0);
    });

    test('a control group that vanishes is gone, not a fault; one that is already gone is no error', async () => {
      await using cgroup = makeTestCgroup('vanishing');
      await using recorder = await start();
      await recorder.addTarget(cgroup.target);
      await cgroup[Symbol.asyncDispose]();
      await recorder.mark('after');
      await recorder.addTarget({ ...cgroup.target, name: 'late' } as typeof cgroup.target);
      const recording = await recorder.stop();
      expect(find(recording, 'cpu_time_container', 'vanishing').goneAtMonoUs).toBeGreaterThan(0);
      expect(recording.series.filter((series) => series.target === 'late')).toEqual([]);
      expect(recording.faults).toEqual([]);
    });
  });

  test('a command without a control group: exact once it has been waited for', async () => {
    await using recorder = await start();
    const child = spawn('sh', ['-c', 'i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done']);
    const parentPid = process.pid;
    const added = recorder.addTarget({ kind: 'command', name: 'burn', pid: child.pid ?? 0, parentPid });
    await once(child, 'exit');
    await added;
    const end = await recorder.mark('end');
    const recording = await recorder.stop();
    const series = find(recording, 'cpu_time_command', 'burn');
    expect(series.startsAtZero).toBe(true);
    expect(
      series.values.every((value, index) => index === 0 || value >= (series.values[index - 1] ?? 0)),
    ).toBe(true);
    expect(valueAt(series, end)).toBeGreaterThan(50_000);
    expect(recording.faults).toEqual([]);
  });

  test('two RAPL packages on a fixture tree, one wrapping between marks', async () => {
    const root = mkdtempSync(`${tmpdir()}/joulelab-rapl-`);
    const machine = fileURLToPath(new URL('../providers/rapl/testdata/intel-two-sockets', import.meta.url));
    cpSync(machine, root, { recursive: true });
    const zone = (name: string, energyUj: number) =>
      writeFileSync(`${root}/sys/class/powercap/${name}/energy_uj`, `${energyUj}\n`);
    try {
      zone('intel-rapl:0', 1_000);
      zone('intel-rapl:1', 262_143_328_800);
      await using recorder = await start({ env: { roots: kernelRoots(root) }, machine: true });
      const begin = await recorder.mark('begin');
      zone('intel-rapl:0', 6_000_000);
      zone('intel-rapl:1', 49);
      const end = await recorder.mark('end');
      const recording = await recorder.stop();
      const values = ['package-0', 'package-1'].map((detail) => {
        const series = recording.series.find((one) => one.metric === 'energy_rapl' && one.detail === detail);
        return series && [valueAt(series, begin), valueAt(series, end), series.wrapsAt];
      });
      expect(values).toEqual([
        [1_000, 6_000_000, 262_143_328_851],
        [262_143_328_800, 49, 262_143_328_851],
      ]);
      expect(recording.faults).toEqual([]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  test('files of more than one page are read whole, long ones up to the planned length', async () => {
    const folder = mkdtempSync(`${tmpdir()}/joulelab-files-`);
    writeFileSync(`${folder}/long file`, 'x'.repeat(100_000));
    writeFileSync(`${folder}/empty`, '');
    try {
      // A memory map: a seq file, handed out a page at a time.
      const paths = [`${folder}/long file`, `${folder}/empty`, `/proc/${process.pid}/maps`];
      await using recorder = await start({ machine: true, providers: [fileSizes(paths, 50_000)] });
      await recorder.mark('now');
      const sizes = (await recorder.stop()).series.map((series) => series.values.at(-1) ?? 0);
      expect(sizes.slice(0, 2)).toEqual([50_000, 0]);
      expect(sizes[2]).toBeGreaterThan(8_192);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a read that fails is told in words and leaves the other sources alone', async () => {
    const providers = [fileSizes(['/proc/self/mem', '/proc/version', '/proc'], 64)];
    await using recorder = await start({ machine: true, providers });
    await recorder.mark('now');
    const { faults, series } = await recorder.stop();
    expect(faults.map((fault) => fault.replace(/ \(.*/, '')).sort()).toEqual([
      '/proc/self/mem: EIO',
      '/proc: EISDIR',
    ]);
    expect(series.map((one) => one.detail)).toEqual(['/proc/version']);
  });

  test('hundreds of sources', async () => {
    const paths = Array.from({ length: 400 }, (_, index) => `/proc/../${'./'.repeat(index)}proc/loadavg`);
    await using recorder = await start({ machine: true, providers: [fileSizes(paths, 64)] });
    const mark = await recorder.mark('now');
    const recording = await recorder.stop();
    expect(recording.series.length).toBe(400);
    expect(recording.series.every((series) => (valueAt(series, mark) ?? 0) > 0)).toBe(true);
  });

  describe('the process', () => {
    test('ignores Ctrl-C', async () => {
      await using recorder = await start();
      process.kill(recorder.pid, 'SIGINT');
      process.kill(recorder.pid, 'SIGHUP');
      await sleep(100);
      await expect(recorder.mark('still there')).resolves.toMatchObject({ id: 0 });
    });

    test('is an error and no hang when it is killed', async () => {
      await using recorder = await start();
      process.kill(recorder.pid, 'SIGKILL');
      const failed = { code: 'recorder-failed', message: expect.stringContaining('SIGKILL') };
      await expect(recorder.mark('late')).rejects.toMatchObject(failed);
      await expect(recorder.stop()).rejects.toMatchObject(failed);
    });

    test('is an error and no hang when it does not answer', async () => {
      await using recorder = await start({ replyTimeoutMs: 2_500 });
      process.kill(recorder.pid, 'SIGSTOP');
      await expect(recorder.mark('never')).rejects.toMatchObject({
        code: 'recorder-failed',
        message: expect.stringContaining('did not answer'),
      });
    });

    test('shows its last words when it fails', async () => {
      // It cannot write its frames.
      const framesFd = openSync('/dev/null', 'r');
      const recorder = startRecorderProcess({
        program,
        framesFd,
        replyTimeoutMs: 10_000,
      });
      try {
        await recorder.ask('mark 0', 'marked');
        await expect(recorder.ask('mark 1', 'marked')).rejects.toMatchObject({
          code: 'recorder-failed',
          message: expect.stringMatching(/EBADF|Bad file descriptor/),
        });
      } finally {
        await recorder.close();
        closeSync(framesFd);
      }
    });

    test('refuses an order that it does not know', async () => {
      const framesFd = openSync('/dev/null', 'w');
      const raw = startRecorderProcess({ program, framesFd, replyTimeoutMs: 10_000 });
      try {
        await expect(raw.ask('dance', 'danced')).rejects.toMatchObject({ code: 'recorder-failed' });
      } finally {
        await raw.close();
        closeSync(framesFd);
      }
    });

    test('ends with `stop`, and when it is thrown away', async () => {
      const stopped = await start();
      await stopped.stop();
      expect(existsSync(`/proc/${stopped.pid}`)).toBe(false);
      const disposed = await start();
      await disposed[Symbol.asyncDispose]();
      expect(existsSync(`/proc/${disposed.pid}`)).toBe(false);
    });

    test('ends by itself when its parent is killed, in the middle of a long interval, and leaves no file', async () => {
      const script = `
      import { startRecorder } from ${JSON.stringify(new URL('./start-recorder.ts', import.meta.url).href)};
      const roots = { procfs: '/proc', sysfs: '/sys', cgroupfs: '/sys/fs/cgroup', dev: '/dev' };
      const recorder = await startRecorder({ env: { roots }, intervalMs: 10_000, orchestratorPid: process.pid, machine: true, implementation: '${implementation}' });
      console.log(recorder.pid);
      setInterval(() => {}, 1000);`;
      const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = await once(parent.stdout, 'data');
      const recorderPid = Number(String(line));
      expect(existsSync(`/proc/${recorderPid}`)).toBe(true);
      const exit = once(parent, 'exit');
      parent.kill('SIGKILL');
      await exit;
      expect(await waitUntil(() => !existsSync(`/proc/${recorderPid}`))).toBe(true);
      const left = ['/dev/shm', tmpdir()].flatMap((folder) => readdirSync(folder));
      expect(left.filter((name) => name.startsWith(`joulelab-${parent.pid}-`))).toEqual([]);
    });
  });
});
