import { describe, expect, it } from 'vitest';
import type { BenchArm, BenchCell, BenchFigures, WorkloadFacts } from '../../domain/bench.ts';
import { compareBench } from './compare-bench.ts';
import { restCosts } from './rest-costs.ts';

const task = (id: string, kind: WorkloadFacts['kind'] = 'work', containers = 1): WorkloadFacts => ({
  id,
  title: id,
  does: '',
  kind,
  containers,
});
const arm = (name: string): BenchArm => ({
  name,
  title: name,
  notes: [],
  ...(name === 'host'
    ? {}
    : {
        engine: {
          name: 'Docker',
          version: '28.0.0',
          apiVersion: '1.48',
          socket: 'unix:///var/run/docker.sock',
          rootless: false,
          storageDriver: 'overlay2',
          cgroupDriver: 'systemd',
        },
      }),
});
const cell = (block: number, workload: string, name: string, figures: BenchFigures): BenchCell => ({
  block,
  workload,
  arm: name,
  outcome: 'measured',
  figures,
});
/** What all blocks of a task and an arm took, in the order of blocks. */
const times = (workload: string, name: string, values: readonly number[]) =>
  values.map((durationUs, index) => cell(index + 1, workload, name, { durationUs }));

describe('compareBench', () => {
  const known = { workloads: [task('cpu')], reference: 'runc', arms: [arm('runc'), arm('runsc')] };

  it('a machine that grows slower from block to block does not hide a steady factor', () => {
    const drift = [100, 120, 140, 160, 180];
    const cells = [
      ...times('cpu', 'runc', drift),
      ...times(
        'cpu',
        'runsc',
        drift.map((value) => value * 1.1),
      ),
    ];
    const [row] = compareBench({ ...known, cells });
    expect(row).toMatchObject({ workload: 'cpu', arm: 'runsc', quantity: 'time' });
    expect(row?.comparison.ratio).toBeCloseTo(1.1, 9);
    expect(row?.comparison.interval?.low).toBeCloseTo(1.1, 6);
    expect(row?.comparison.adjustedPValue).toBeLessThan(1e-6);
  });

  it('a block in which one arm failed is left out for both', () => {
    const failed: BenchCell = { block: 2, workload: 'cpu', arm: 'runsc', outcome: 'failed', reason: 'no' };
    const cells = [
      ...times('cpu', 'runc', [10, 99, 10]),
      ...times('cpu', 'runsc', [20, 0, 20]).filter(({ block }) => block !== 2),
      failed,
    ];
    const [row] = compareBench({ ...known, cells });
    expect(row?.comparison.reference).toMatchObject({ count: 2, mean: 10 });
    expect(row?.comparison.ratio).toBe(2);
  });

  it('compares own CPU time where that of all is known, else the machine’s, never one with the other', () => {
    const figures = (own: number | undefined, machineCpuUs: number) => ({
      durationUs: 1,
      machineCpuUs,
      ...(own === undefined ? {} : { ownCpuUs: own }),
    });
    const cpu = (own: number | undefined) =>
      compareBench({
        ...known,
        cells: [1, 2].flatMap((block) => [
          cell(block, 'cpu', 'runc', figures(10, 100)),
          cell(block, 'cpu', 'runsc', figures(own, 300)),
        ]),
      }).find(({ quantity }) => quantity === 'cpu')?.comparison.ratio;
    expect(cpu(20)).toBe(2);
    expect(cpu(undefined)).toBe(3);
  });

  it('says nothing of quantities that nobody measured, nor of the time of resting containers', () => {
    const rest = { ...known, workloads: [task('rest-1', 'rest')] };
    expect(
      compareBench({
        ...rest,
        cells: [...times('rest-1', 'runc', [5, 5]), ...times('rest-1', 'runsc', [5, 5])],
      }),
    ).toEqual([]);
    expect(compareBench({ ...known, cells: times('cpu', 'runc', [1, 2]) })).toEqual([]);
  });

  it('decides all rows together', () => {
    const noisy = [10, 11, 12, 11, 10];
    const cells = ['a', 'b', 'c'].flatMap((id) => [
      ...times(id, 'runc', noisy),
      ...times(id, 'runsc', [11, 11.6, 12.1, 12.2, 11.5]),
    ]);
    const rows = compareBench({ ...known, workloads: ['a', 'b', 'c'].map((id) => task(id)), cells });
    expect(rows).toHaveLength(3);
    for (const { comparison } of rows) {
      expect(comparison.adjustedPValue).toBeCloseTo(3 * (comparison.pValue ?? Number.NaN), 12);
    }
  });
});

describe('restCosts', () => {
  const workload = task('rest-10', 'rest', 10);
  const arms = [arm('runc'), arm('host')];
  const figures = (more: Partial<BenchFigures>): BenchFigures => ({
    durationUs: 2e6,
    energyUj: 8e6,
    ...more,
  });

  it('gives memory a container, CPU of all together and power of the machine', () => {
    const cells = [
      cell(1, 'rest-10', 'runc', figures({ ownCpuUs: 4000, memoryBytes: 1e7, machineMemoryBytes: 1.5e8 })),
      cell(1, 'rest-10', 'host', figures({ machineMemoryBytes: 1e8 })),
    ];
    expect(restCosts({ workloads: [workload], arms, cells })).toEqual([
      {
        workload: 'rest-10',
        arm: 'runc',
        containers: 10,
        memoryBytes: 1e6,
        machineMemoryBytes: 5e6,
        cpuShare: 0.002,
        powerUw: 4e6,
      },
      { workload: 'rest-10', arm: 'host', containers: 0, powerUw: 4e6 },
    ]);
  });

  it('leaves out what is not known', () => {
    const cells = [cell(1, 'rest-10', 'runc', { durationUs: 2e6, machineMemoryBytes: 1.5e8 })];
    expect(restCosts({ workloads: [workload], arms: [arm('runc')], cells })).toEqual([
      { workload: 'rest-10', arm: 'runc', containers: 10 },
    ]);
  });
});
