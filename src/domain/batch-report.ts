import type { ArmStatistics } from './comparison.ts';
import type { ComparisonReport } from './comparison-report.ts';
import type { RunReport } from './report.ts';

/** What a summary shows of a run's [RUNTIME] or of a flow. Absent is unknown. */
export type BatchFigures<Figure> = {
  readonly durationUs?: Figure;
  readonly energyUj?: Figure;
  /** Of all containers together. */
  readonly cpuUs?: Figure;
};

/** Runs of scenarios of one name are told apart by their files; the runtime is the one chosen for the run, else those used. */
export type BatchLabel = { readonly scenario: string; readonly runtime: string };

export type BatchRun = {
  readonly label: BatchLabel;
  readonly figures: BatchFigures<number>;
  readonly report: RunReport;
};

/** Completed runs of one scenario under one runtime. */
export type BatchGroup = {
  readonly label: BatchLabel;
  readonly count: number;
  /** Unknown unless every run has the figure. */
  readonly figures: BatchFigures<ArmStatistics>;
  /** Each flow that is not hidden; empty where there is just one. */
  readonly flows: readonly { readonly name: string; readonly figures: BatchFigures<ArmStatistics> }[];
};

/** The runs of one call, which were measured in turn. */
export type BatchReport = {
  /** In the order measured. */
  readonly runs: readonly BatchRun[];
  /** In the order in which they were first measured; one that has failed runs only is left out. */
  readonly groups: readonly BatchGroup[];
  /** Runtimes against the first, where the call named several and two of them have a run that is completed. */
  readonly comparison?: ComparisonReport;
};
