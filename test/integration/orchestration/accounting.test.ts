import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { kernelRoots } from '../../../src/domain/environment.ts';
import type { Recording } from '../../../src/domain/recording.ts';
import type { Scenario } from '../../../src/domain/scenario.ts';
import { QUICK_SETTINGS } from '../../../src/domain/settings.ts';
import { isKeeper } from '../../../src/orchestration/accounting/keeper.ts';
import { connectEngine, type Measured, measureScenario } from '../../../src/orchestration/index.ts';
import { startRecorder } from '../../../src/sampling/index.ts';
import { newRunId } from './support/measure.ts';
import { flow, scenario, service, sh } from './support/scenarios.ts';

const env = { roots: kernelRoots() };
const SETTINGS = { ...QUICK_SETTINGS, baselineMs: 20, idleMs: 700, pauseMs: 0, bootTimeoutMs: 20_000 };

/** Of the runs of this file: other programs on the machine may be measuring. */
const runIds: string[] = [];

type Recorded = { readonly measured: Measured; readonly recording: Recording };

/** Measures with the real recorder. `atRemoval` is called when all phases but [REMOVE] are over. */
async function record(
  job: Scenario,
  atRemoval: (runId: string) => void = () => undefined,
): Promise<Recorded> {
  await using engine = await connectEngine();
  await using recorder = await startRecorder({
    env,
    intervalMs: 99,
    orchestratorPid: process.pid,
    machine: true,
  });
  const runId = newRunId();
  runIds.push(runId);
  const machine = {
    hostname: hostname(),
    kernel: '',
    threads: 1,
    memoryBytes: 1,
    virtualMachine: false,
    cgroup: 'v2',
  } as const;
  const measured = await measureScenario({
    runId,
    scenario: job,
    settings: SETTINGS,
    engine,
    machine,
    env,
    recording: recorder,
    progress: (event) => {
      if (event.kind === 'phase-begin' && event.name === '[REMOVE]') atRemoval(runId);
    },
    signal: new AbortController().signal,
  });
  if (measured.error !== undefined) throw measured.error;
  return { measured, recording: await recorder.stop() };
}

/** The folder of a run's first keeper in the tree that accounts CPU time; undefined where none was made. */
function keeperFolder(runId: string): string | undefined {
  const trees = ['cpuacct', '.']
    .map((tree) => `${env.roots.cgroupfs}/${tree}`)
    .filter((tree) => existsSync(tree));
  const folders = trees.flatMap((tree) => ['docker', 'system.slice'].map((parent) => `${tree}/${parent}`));
  return folders
    .flatMap((folder) => subfolders(folder).map((name) => `${folder}/${name}`))
    .find((path) => isKeeper(path.slice(path.lastIndexOf('/') + 1)) && path.includes(runId));
}

function subfolders(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** The kernel's own figure, read by the test. */
function usageUs(folder: string): number {
  if (existsSync(`${folder}/cpuacct.usage`))
    return Math.floor(Number(readFileSync(`${folder}/cpuacct.usage`)) / 1000);
  return Number(/^usage_usec (\d+)$/m.exec(readFileSync(`${folder}/cpu.stat`, 'utf8'))?.[1]);
}

function lastValue({ series }: Recording, metric: string, target: string): number | undefined {
  return series.find((one) => one.metric === metric && one.target === target)?.values.at(-1);
}

afterEach(() => {
  const left = subfolders(env.roots.cgroupfs).flatMap((tree) =>
    ['', '/docker', '/system.slice'].flatMap((parent) =>
      subfolders(`${env.roots.cgroupfs}/${tree}${parent}`),
    ),
  );
  expect(left.filter((name) => isKeeper(name) && runIds.some((id) => name.includes(id)))).toEqual([]);
});

test('the CPU time of a container that lives for 300 ms is caught to the last value', async (context) => {
  let kernelUs: number | undefined;
  const burn = 'timeout 0.3 sh -c "while :; do :; done"; true';
  const job = scenario({
    services: [
      service('short', { image: 'busybox:1.35', command: ['sh', '-c', burn] }),
      service('app', { image: 'busybox:1.35' }),
    ],
    // By then it has ended, on a busy machine too.
    flow: [flow('Work', 'app', sh('sleep 2'))],
  });
  const { measured, recording } = await record(job, (runId) => {
    const folder = keeperFolder(runId);
    if (folder !== undefined) kernelUs = usageUs(folder);
  });
  if (kernelUs === undefined) context.skip('this user cannot make cgroups for containers');
  expect(kernelUs).toBeGreaterThan(100_000);
  expect(lastValue(recording, 'cpu_time_container', 'short')).toBe(kernelUs);
  const gone = measured.warnings.find(({ code }) => code === 'container-gone')?.message;
  if (recording.stats.implementation === 'c') expect(gone).toBeUndefined();
  else expect(gone).toMatch(/^Container short ended.*: (disk and )?network traffic\.$/);
});

test('what a container of 300 ms sent and wrote just before its end is caught', async (context) => {
  const bytes = 8 << 20;
  const send = `head -c ${bytes} /dev/zero | nc sink 8000`;
  const write = `dd if=/dev/zero of=/kept bs=1M count=8 conv=fsync`;
  const job = scenario({
    services: [
      service('sink', {
        image: 'busybox:1.35',
        command: ['sh', '-c', 'nc -l -p 8000 > /dev/null; sleep 1000'],
      }),
      service('short', {
        image: 'busybox:1.35',
        command: ['sh', '-c', `sleep 0.3; ${write} && ${send}`],
        dependsOn: [{ service: 'sink', condition: 'service_started' }],
      }),
    ],
    flow: [flow('Work', 'sink', sh('sleep 2'))],
  });
  const { measured, recording } = await record(job);
  if (recording.stats.implementation !== 'c') context.skip('the TypeScript recorder is not told of the end');
  const sent = lastValue(recording, 'network_sent_bytes_container', 'short') ?? 0;
  const received = lastValue(recording, 'network_received_bytes_container', 'sink') ?? 0;
  expect(sent).toBeGreaterThan(bytes);
  // The sink also hears what the bridge tells all.
  expect(Math.abs(received - sent) / sent).toBeLessThan(0.001);
  const written = lastValue(recording, 'disk_written_bytes_container', 'short');
  if (written !== undefined) expect(written).toBeGreaterThanOrEqual(8 << 20);
  expect(measured.warnings.map(({ code }) => code)).not.toContain('container-gone');
});

test('the self-test of accounting verifies every runtime that works here, and leaves nothing behind', async () => {
  await using engine = await connectEngine();
  const names = engine.runtimes.map(({ name }) => name).filter((name) => name === 'runc' || name === 'runsc');
  expect(names).toContain('runc');
  const services = names.map((runtime) => service(runtime, { runtime, image: 'busybox:1.35' }));
  const { measured } = await record(scenario({ services, flow: [flow('Work', 'runc', sh('true'))] }));
  expect(measured.containers.map(({ runtime }) => runtime).sort()).toEqual(names.sort());
  for (const { accounting } of measured.containers)
    expect(accounting).toMatchObject({ method: 'cgroup', check: 'verified' });
  for (const { accounting } of measured.containers)
    expect(accounting?.seen).toMatch(/^\d+ ms were spun, \d+ ms accounted$/);
});

test('the engine has a counter of its own', async () => {
  const job = scenario({
    services: [service('app', { image: 'busybox:1.35' })],
    flow: [flow('Work', 'app', sh('true'), sh('true'), sh('true'))],
  });
  const { measured, recording } = await record(job);
  expect(measured.services?.map(({ name }) => name)).toContain('container engine');
  const engine = recording.series.find(({ target }) => target === 'container engine');
  expect((engine?.values.at(-1) ?? 0) - (engine?.values[0] ?? 0)).toBeGreaterThan(0);
});
