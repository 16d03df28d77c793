import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { BenchCell, BenchFigures, BenchReport } from '../../../src/domain/bench.ts';
import { workloads } from '../../../src/laboratory/bench/index.ts';
import { joulelab } from '../../support/joulelab.ts';
import type { OwnEngine } from '../../support/own-engine.ts';

type Environment = Readonly<Record<string, string>>;

/** A bench of the program itself; fails with all output when it does not end well. */
export async function bench(args: readonly string[], env: Environment): Promise<BenchReport> {
  const { exitCode, stdout, stderr } = await joulelab(['runtimes', 'bench', ...args, '--json'], { env });
  if (exitCode !== 0) throw new Error(`exit status ${exitCode}:\n${stderr}`);
  return JSON.parse(stdout) as BenchReport;
}

export function figuresOf(cells: readonly BenchCell[], workload: string, arm: string): BenchFigures[] {
  return cells.flatMap((cell) =>
    cell.workload === workload && cell.arm === arm && cell.outcome === 'measured' ? cell.figures : [],
  );
}

const TASKS = workloads(true)
  .map(({ facts }) => facts.id)
  .toSorted();

/** Every task measured something under each arm; iperf3's server cannot read from gVisor's sockets of 2022. */
export function expectAllTasks(cells: readonly BenchCell[], arms: readonly string[]): void {
  for (const arm of arms) {
    const own = cells.filter((cell) => cell.arm === arm);
    expect(own.map(({ workload }) => workload).toSorted(), arm).toEqual(TASKS);
    for (const cell of own) {
      if (cell.outcome === 'measured') {
        expect(cell.figures.durationUs, cell.workload).toBeGreaterThan(0);
        // Containers at rest may take nothing; those of the start-up are gone before they can be read.
        if (arm !== 'rootless' && !/^(rest|start)/.test(cell.workload))
          expect(cell.figures.ownCpuUs, cell.workload).toBeGreaterThan(0);
      } else expect([arm, cell.reason]).toEqual(['runsc', expect.stringMatching(/^iperf3 ended/)]);
    }
  }
}

/** `joulelab runtimes bench` on an engine with runc, runsc and a runtime `broken`. */
export function benchTests(given: () => { readonly engine: OwnEngine; readonly env: Environment }): void {
  it('gVisor against runc and no container: every block has every arm, and system calls cost more', async () => {
    const { engine, env } = given();
    const tasks = ['syscalls', 'rest-1'];
    const arms = ['runc', 'runsc', 'host'];
    const page = `${env['JOULELAB_STATE_DIR']}/bench.html`;
    const image = 'debian:bookworm-slim';
    const args = ['--quick', '--blocks', '2', '--only', tasks.join(','), '--image', image, '--html', page];
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
    const calls = report.comparisons.find(
      (row) => row.workload === 'syscalls' && row.arm === 'runsc' && row.quantity === 'cpu',
    );
    expect(calls?.comparison.interval?.low).toBeGreaterThan(0);
    expect(Number.isFinite(calls?.comparison.interval?.high)).toBe(true);
    // Ten times and more on any machine: twice is never noise.
    const own = (arm: string) =>
      figuresOf(report.cells, 'syscalls', arm).map(({ ownCpuUs }) => ownCpuUs ?? 0);
    expect(Math.min(...own('runc'))).toBeGreaterThan(0);
    expect(Math.min(...own('runsc'))).toBeGreaterThan(2 * Math.max(...own('runc')));
    const memory = (arm: string) => report.rest.find((row) => row.arm === arm)?.memoryBytes;
    expect(memory('runsc')).toBeGreaterThan(memory('runc') ?? Number.NaN);
    expect(report.rest.find(({ arm }) => arm === 'host')).toMatchObject({ containers: 0 });

    const shown = await joulelab(['runtimes', 'bench', '--show'], { env });
    expect(shown.stdout).toContain('gVisor (runsc)');
    expect(readFileSync(page, 'utf8')).toContain('gVisor (runsc)');
    expect(engine.docker('ps', '--all', '--quiet')).toBe('');
    expect(existsSync(`${env['JOULELAB_STATE_DIR']}/bench-root`)).toBe(false);
  });

  it('every task does its work under runc and gVisor, with the programs of its own image', async () => {
    const { cells } = await bench(['runc', 'runsc', '--quick', '--blocks', '1'], given().env);
    expectAllTasks(cells, ['runc', 'runsc']);
  });

  it('names the tasks that there are, and needs no engine for it', async () => {
    const { exitCode, stderr } = await joulelab(['runtimes', 'bench', '--only', 'speed'], {
      env: { DOCKER_HOST: 'unix:///nowhere' },
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('syscalls');
  });
}
