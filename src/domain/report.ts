import type { MetricSpec } from './metric.ts';
import type { Run } from './run.ts';
import type { Unit } from './units.ts';

/** Where the energy figures come from. An estimate names its model and its band. */
export type EnergySource =
  | {
      readonly kind: 'measured';
      readonly provider: string;
      /** The disjoint domains that are added: `package-0`, `dram-0`… */
      readonly domains: readonly string[];
      /** What the figure covers, for people: "CPU packages and DRAM". */
      readonly covers: string;
    }
  | {
      readonly kind: 'estimated';
      readonly model: string;
      /** Multipliers that turn a figure into the 80 % band around it. */
      readonly bandLow: number;
      readonly bandHigh: number;
      readonly covers: string;
    }
  | { readonly kind: 'none'; readonly reason: string };

/** Carbon intensity of the electricity used, with its origin. */
export type GridIntensity = { readonly gramsPerKwh: number; readonly zone: string; readonly source: string };

/** A metric of one target in one phase. */
export type MetricFigure = {
  readonly metric: string;
  readonly target: string;
  readonly detail?: string;
  readonly unit: Unit;
  readonly kind: MetricSpec['kind'];
  /** Counter: value(end) − value(begin). Gauge: time-weighted mean. */
  readonly value: number;
  /** Gauge only. */
  readonly min?: number;
  readonly max?: number;
  /** False where the source vanished in the phase: a counter's value is then a lower bound. */
  readonly complete: boolean;
};

/**
 * A share of a phase's energy. The rows of a phase add up to its energy exactly (in whole µJ).
 *
 * `idle` is what the machine draws anyway; the rest is split by CPU time: `container` or `command`, `service` (the engine,
 * a runtime's helpers, system services), `tool` (joulelab itself), `rest` (all that is left: above all the kernel).
 */
export type AttributionRow = {
  readonly kind: 'container' | 'command' | 'service' | 'tool' | 'rest' | 'idle';
  readonly name: string;
  readonly energyUj: number;
  readonly cpuUs: number;
};

/** A scenario's own metric over one phase or flow. */
export type CustomMetricFigure = {
  readonly name: string;
  readonly unit: string;
  readonly count: number;
  readonly sum: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** With `sci`: the machine's energy in the phase per unit of the metric (its sum); fractions of a µJ and a µg. */
  readonly energyPerUnitUj?: number;
  readonly carbonPerUnitUg?: number;
};

export type PhaseReport = {
  readonly kind: 'phase' | 'flow';
  readonly name: string;
  readonly parent?: string;
  readonly hidden: boolean;
  readonly aborted: boolean;
  readonly durationUs: number;
  /** Absent where there is no energy source. */
  readonly energyUj?: number;
  readonly powerUw?: number;
  /** Half of the 95 % band of the machine's own unsteadiness, by its calibration: a smaller difference is no news. */
  readonly powerNoiseUw?: number;
  readonly energyNoiseUj?: number;
  readonly carbonUg?: number;
  /** Machine's mean CPU utilisation: 1 is all threads busy. */
  readonly cpuUtilisation?: number;
  readonly attribution: readonly AttributionRow[];
  readonly figures: readonly MetricFigure[];
  /** Present where the run has samples of its own metrics in the phase. */
  readonly customMetrics?: readonly CustomMetricFigure[];
};

/** What `joulelab show --json` prints; schema in docs/reference/report.schema.json. */
export type RunReport = {
  readonly schema: 'joulelab.report/1';
  readonly run: Omit<Run, 'logs'>;
  readonly energySource: EnergySource;
  readonly grid: GridIntensity;
  /** In the order measured; flows follow `[RUNTIME]`. */
  readonly phases: readonly PhaseReport[];
  /** Share of one core that the recorder and the orchestrator took over the measured phases. */
  readonly overhead?: {
    readonly recorderCpuUs: number;
    readonly orchestratorCpuUs: number;
    readonly measuredUs: number;
  };
};
