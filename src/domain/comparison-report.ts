import type { RatioComparison } from './comparison.ts';

/** In what runs may differ, most telling first; `--by` takes one or several. */
export const DIMENSIONS = [
  'runtime',
  'scenario',
  'file',
  'command',
  'variables',
  'branch',
  'commit',
  'repository',
  'relations',
  'machine',
  'settings',
  'engine',
  'kernel',
  'joulelab',
  'batch',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** What is compared of a run, besides the name of any metric (`cpu_time_container:web`) and a scenario's own metrics. */
export const QUANTITIES = [
  'energy',
  'duration',
  'cpu',
  'memory',
  'power',
  'carbon',
  'network',
  'disk',
] as const;
export type Quantity = (typeof QUANTITIES)[number];

export const DEFAULT_QUANTITIES: readonly Quantity[] = ['energy', 'duration', 'cpu', 'memory'];

/** Relative difference that is taken not to matter where nobody says another. */
export const DEFAULT_MARGIN = 0.05;

/** Runs that are alike in everything that makes a difference. */
export type ComparedArm = {
  /** Value of the dimension: `runsc`. */
  readonly label: string;
  /** Ids, in the order measured. */
  readonly runs: readonly string[];
};

/** Runs that differ in nothing but what is compared; others are in a set of their own. */
export type ComparedSet = {
  /** What these runs have in common and other sets have not: `Shop, quick`. Absent where there is one set. */
  readonly label?: string;
  /** The reference first. */
  readonly arms: readonly ComparedArm[];
};

export type ComparedRow = {
  /** Position of its set in `sets`. */
  readonly set: number;
  /** Phase or flow. */
  readonly phase: string;
  /** As asked for: `energy`, `cpu_time_container:web`. */
  readonly metric: string;
  /** A unit of joulelab's, or a custom metric's own. */
  readonly unit: string;
  /** Of each run, in the order of the arms' runs. */
  readonly values: { readonly reference: readonly number[]; readonly arm: readonly number[] };
  /** Labels are those of the arms; outliers are positions in their runs. */
  readonly comparison: RatioComparison;
};

/** What `joulelab compare --json` prints; schema in docs/reference/comparison.schema.json. */
export type ComparisonReport = {
  readonly schema: 'joulelab.comparison/1';
  readonly by: readonly Dimension[];
  /** Relative difference that does not matter. */
  readonly margin: number;
  /** Share of false alarms over all rows together, and what intervals leave out: 0.05. */
  readonly significance: number;
  /** `blocks`: values are compared pair by pair, as runs of one call were measured side by side. */
  readonly design: 'independent' | 'blocks';
  readonly quick: boolean;
  /** Energy, power and carbon, where they are compared, are estimates. */
  readonly estimated: boolean;
  readonly sets: readonly ComparedSet[];
  readonly rows: readonly ComparedRow[];
  /** Runs, sets and quantities that were asked for and are not in it, with the reason. */
  readonly leftOut: readonly { readonly what: string; readonly reason: string }[];
  /** What the rows are to be read with, in sentences. */
  readonly notes: readonly string[];
};
