import { existsSync, readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import type { BenchCell, BenchFigures, BenchReport } from '../../src/domain/bench.ts';
import { leftProcesses } from '../support/engine.ts';
import { joulelab, temporaryFolder } from '../support/joulelab.ts';
import { loadImages, startOwnEngine, withoutOwnEngine } from '../support/own-engine.ts';
import { startRootless, withoutRootless } from '../support/rootless-engine.ts';

const RUNSC = '/usr/bin/runsc';
const IMAGE = 'joulelab/laboratory:1';

const withoutGvisor = withoutOwnEngine() ?? (existsSync(RUNSC) ? undefined : `not installed: ${RUNSC}`);

/** A bench of the program itself; fails with all output when it does not end well. */
async function bench(args: readonly string[], env: Readonly<Record<string, string>>): Promise<BenchReport> {
  const { exitCode, stdout, stderr } = await joulelab(['runtimes', 'bench', ...args, '--json'], { env });
  if (exitCode !== 0) throw new Error(`exit status ${exitCode}:\n${stderr}`);
  return JSON.parse(stdout) as BenchReport;
}

function figuresOf(cells: readonly BenchCell[], workload: string, arm: string): BenchFigures[] {
  return cells.flatMap((cell) =>
    cell.workload === workload && cell.arm === arm && cell.outcome === 'measured' ? cell.figures : [],
  );
}

afterEach(() => expect(leftProcesses()).toEqual([]));

it('gVisor against runc and no container: every block has every arm, and system calls cost more', async (context) => {
  if (withoutGvisor !== undefined) context.skip(withoutGvisor);
  const runtimes = {
    runsc: { path: RUNSC, runtimeArgs: ['--network=host'] },
    broken: { path: '/bin/false' },
  };
  await using engine = await startOwnEngine({ images: [IMAGE], runtimes });
  const state = temporaryFolder();
  const env = { JOULELAB_STATE_DIR: state, JOULELAB_LOCK_FILE: `${state}/lock`, DOCKER_HOST: engine.host };
  const tasks = ['cpu', 'syscalls', 'start', 'rest-1'];
  const arms = ['runc', 'runsc', 'host'];
  const page = `${state}/bench.html`;
  const args = ['--quick', '--blocks', '2', '--only', tasks.join(','), '--html', page];
  const report = await bench(['runsc', 'host', 'broken', ...args], env);

  const cell = (block: number) => tasks.flatMap((task) => arms.map((arm) => `${block} ${task} ${arm}`));
  const done = report.cells.filter(({ outcome }) => outcome === 'measured');
  expect(done.map(({ block, workload, arm }) => `${block} ${workload} ${arm}`).toSorted()).toEqual(
    [...cell(1), ...cell(2)].toSorted(),
  );
  expect(report.arms.find(({ name }) => name === 'broken')?.leftOut).toBeDefined();
  for (const figures of done.flatMap((one) => (one.outcome === 'measured' ? one.figures : []))) {
    expect(figures.durationUs).toBeGreaterThan(0);
  }
  const cpu = report.comparisons.find(
    (row) => row.workload === 'cpu' && row.arm === 'runsc' && row.quantity === 'cpu',
  );
  expect(cpu?.comparison.interval?.low).toBeGreaterThan(0);
  expect(Number.isFinite(cpu?.comparison.interval?.high)).toBe(true);
  // Ten times and more on any machine: twice is never noise.
  const own = (arm: string) => figuresOf(report.cells, 'syscalls', arm).map(({ ownCpuUs }) => ownCpuUs ?? 0);
  expect(Math.min(...own('runc'))).toBeGreaterThan(0);
  expect(Math.min(...own('runsc'))).toBeGreaterThan(2 * Math.max(...own('runc')));
  const memory = (arm: string) => report.rest.find((row) => row.arm === arm)?.memoryBytes;
  expect(memory('runsc')).toBeGreaterThan(memory('runc') ?? Number.NaN);
  expect(report.rest.find(({ arm }) => arm === 'host')).toMatchObject({ containers: 0 });

  const shown = await joulelab(['runtimes', 'bench', '--show'], { env });
  expect(shown.stdout).toContain('gVisor (runsc)');
  expect(readFileSync(page, 'utf8')).toContain('gVisor (runsc)');
  expect(engine.docker('ps', '--all', '--quiet')).toBe('');
  expect(existsSync(`${state}/bench-root`)).toBe(false);
});

it('a rootless engine beside the other one: what the kernel does not account for is absent', async (context) => {
  const reason = withoutRootless();
  if (reason !== undefined) context.skip(reason);
  // It copies an image's files for each container: a small one.
  const image = 'busybox:1.35';
  await using engine = await startRootless();
  loadImages(engine.host, [image]);
  const state = temporaryFolder();
  const env = { JOULELAB_STATE_DIR: state, JOULELAB_LOCK_FILE: `${state}/lock` };
  const args = ['--quick', '--blocks', '2', '--only', 'exec,syscalls', '--image', image];
  const report = await bench([`rootless=${engine.host}`, ...args], env);
  expect(report.reference).toBe('runc');
  const rootless = report.arms.find(({ name }) => name === 'rootless');
  expect(rootless?.engine?.rootless).toBe(true);
  const figures = figuresOf(report.cells, 'syscalls', 'rootless');
  expect(figures).toHaveLength(2);
  for (const { machineCpuUs, durationUs } of figures) {
    expect(durationUs).toBeGreaterThan(0);
    expect(machineCpuUs).toBeDefined();
  }
  if (rootless?.engine?.cgroupDriver === 'none') {
    expect(rootless.notes).toEqual(['its engine does not enforce the limits']);
    for (const { memoryBytes } of figures) expect(memoryBytes).toBeUndefined();
  }
});

it('names the tasks that there are, and needs no engine for it', async () => {
  const { exitCode, stderr } = await joulelab(['runtimes', 'bench', '--only', 'speed'], {
    env: { DOCKER_HOST: 'unix:///nowhere' },
  });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('syscalls');
});
