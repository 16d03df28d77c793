import type { BenchFigures } from '../../domain/bench.ts';
import type { MetricFigure, PhaseReport } from '../../domain/report.ts';

/**
 * What a bench keeps of a measured span. `cell` is the beginning of the names of the cell's containers and commands, so that
 * nothing of another cell is counted. What was not recorded is left out.
 */
export function cellFigures(phase: PhaseReport, cell: string): BenchFigures {
  const { durationUs, energyUj, figures } = phase;
  const own = (metric: string) =>
    figures.filter(
      (figure) =>
        (figure.metric === `${metric}_container` || figure.metric === `${metric}_command`) &&
        figure.target.startsWith(`${cell}-`) &&
        figure.detail === undefined,
    );
  const machine = (metric: string) =>
    figures.find((figure) => figure.metric === metric && figure.target === 'machine')?.value;
  const ownCpuUs = sumOf(own('cpu_time'), ({ value }) => value);
  const memoryBytes = sumOf(own('memory_used'), ({ max, value }) => max ?? value);
  const machineCpuUs = machineWithoutTool(figures, machine('cpu_time_system'));
  const machineMemoryBytes = machine('memory_used_system');
  return {
    durationUs,
    ...(ownCpuUs === undefined ? {} : { ownCpuUs }),
    ...(machineCpuUs === undefined ? {} : { machineCpuUs }),
    ...(energyUj === undefined ? {} : { energyUj }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(machineMemoryBytes === undefined ? {} : { machineMemoryBytes }),
  };
}

function sumOf(figures: readonly MetricFigure[], pick: (figure: MetricFigure) => number): number | undefined {
  return figures.length === 0 ? undefined : figures.reduce((sum, figure) => sum + pick(figure), 0);
}

/** `/proc/stat` counts in ticks of 10 ms, so the difference may fall below nothing. */
function machineWithoutTool(
  figures: readonly MetricFigure[],
  busyUs: number | undefined,
): number | undefined {
  if (busyUs === undefined) return undefined;
  const toolUs = figures.filter(({ metric }) => metric === 'cpu_time_tool');
  return Math.max(
    0,
    toolUs.reduce((left, { value }) => left - value, busyUs),
  );
}
