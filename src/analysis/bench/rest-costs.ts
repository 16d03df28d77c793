import type { BenchCell, BenchFigures, BenchReport, RestCost, WorkloadFacts } from '../../domain/bench.ts';
import { meanDeviation } from '../comparison/index.ts';

/** What resting containers cost, for each arm and number of containers. The host's row is the machine with nothing started. */
export function restCosts({
  workloads,
  arms,
  cells,
}: Pick<BenchReport, 'workloads' | 'arms' | 'cells'>): RestCost[] {
  return workloads
    .filter(({ kind }) => kind === 'rest')
    .flatMap((workload) => {
      const empty = arms.find(({ engine, leftOut }) => engine === undefined && leftOut === undefined);
      const nothing =
        empty === undefined ? undefined : meanOf(cells, workload, empty.name, 'machineMemoryBytes');
      return arms.flatMap(({ name, engine }) => {
        const durationUs = meanOf(cells, workload, name, 'durationUs');
        if (durationUs === undefined) return [];
        const isEmpty = engine === undefined;
        const known = {
          workload: workload.id,
          arm: name,
          containers: isEmpty ? 0 : workload.containers,
          ...power(meanOf(cells, workload, name, 'energyUj'), durationUs),
        };
        return [isEmpty ? known : { ...known, ...ownCosts(cells, workload, name, { durationUs, nothing }) }];
      });
    });
}

function power(energyUj: number | undefined, durationUs: number): Pick<RestCost, 'powerUw'> {
  return energyUj === undefined ? {} : { powerUw: Math.round((energyUj * 1e6) / durationUs) };
}

function ownCosts(
  cells: readonly BenchCell[],
  workload: WorkloadFacts,
  arm: string,
  { durationUs, nothing }: { readonly durationUs: number; readonly nothing: number | undefined },
): Pick<RestCost, 'memoryBytes' | 'machineMemoryBytes' | 'cpuShare'> {
  const { containers } = workload;
  const memory = meanOf(cells, workload, arm, 'memoryBytes');
  const machine = meanOf(cells, workload, arm, 'machineMemoryBytes');
  const cpuUs = meanOf(cells, workload, arm, 'ownCpuUs');
  return {
    ...(memory === undefined ? {} : { memoryBytes: memory / containers }),
    ...(machine === undefined || nothing === undefined
      ? {}
      : { machineMemoryBytes: (machine - nothing) / containers }),
    ...(cpuUs === undefined ? {} : { cpuShare: cpuUs / durationUs }),
  };
}

function meanOf(
  cells: readonly BenchCell[],
  { id }: WorkloadFacts,
  arm: string,
  figure: keyof BenchFigures,
): number | undefined {
  const values = cells.flatMap((cell) =>
    cell.workload === id && cell.arm === arm && cell.outcome === 'measured'
      ? (cell.figures[figure] ?? [])
      : [],
  );
  return meanDeviation(values)?.mean;
}
