import type { BlockStatistics, Spread } from '../domain/calibration.ts';
import type { RunReport } from '../domain/report.ts';
import { meanDeviation } from './comparison/index.ts';

/** Mean and sample standard deviation; undefined for no values at all. */
export function spread(values: readonly number[]): Spread | undefined {
  const figures = meanDeviation(values);
  return figures === undefined ? undefined : { ...figures, blocks: values.length };
}

/** What blocks of one kind have in common. Each report holds one phase, the block. */
export function blockStatistics(blocks: readonly RunReport[]): BlockStatistics | undefined {
  const phases = blocks.flatMap(({ phases: [phase] }) => phase ?? []);
  const power = spread(phases.flatMap(({ powerUw }) => powerUw ?? []));
  const cpuUtilisation = spread(phases.flatMap((phase) => phase.cpuUtilisation ?? []));
  if (cpuUtilisation === undefined) return undefined;
  return { ...(power === undefined ? {} : { power }), cpuUtilisation };
}

/** CPU time of the recorder as a share of one core, over blocks. */
export function recorderCpu(blocks: readonly RunReport[]): Spread | undefined {
  return spread(
    blocks.flatMap(({ run, overhead }) =>
      run.recorder === undefined || overhead === undefined || overhead.measuredUs <= 0
        ? []
        : [run.recorder.cpuUs / overhead.measuredUs],
    ),
  );
}
