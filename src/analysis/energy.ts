import type { Series } from '../domain/recording.ts';
import type { EnergySource } from '../domain/report.ts';
import type { Run } from '../domain/run.ts';
import { estimatedEnergy } from './estimated-energy.ts';
import { measuredEnergy } from './measured-energy.ts';
import { meterReadings, type PowerModel, powerModel } from './power/power-model.ts';
import type { RecordedSeries } from './recorded-series.ts';
import { type Span, spanOf } from './span.ts';
import { wholeEnergy } from './whole-energy.ts';

/** Where a run's energy is read from. */
export type EnergyMeter = {
  readonly source: EnergySource;
  /** Series that analysis derived and that belong into the report beside the recorded ones. */
  readonly derived: readonly Series[];
  /** Whole µJ over a span, so that neighbouring spans add up exactly; undefined where the meter was not read in it. */
  readonly energyUj: (span: Span) => number | undefined;
  /** What the machine draws without load, in µW, where the meter itself knows it (an estimate does). */
  readonly idleUw?: number;
  /** Recorded meters that stand higher and could not be taken, each with the reason. */
  readonly passedOver: readonly string[];
  /** Readings of a slow meter in a span; absent where their number does not matter. */
  readonly readings?: (span: Span) => number;
};

/**
 * Chooses the energy source of a run: what was metered, else the power model driven by the CPU utilisation, else none, with
 * the reason.
 */
export function energyMeter(run: Run, recorded: RecordedSeries): EnergyMeter {
  const phases = run.phases.map((phase) => spanOf(phase, run.marks));
  const { chosen, passedOver } = measuredEnergy(recorded, phases);
  if (chosen === undefined) return { ...unmetered(run, recorded), passedOver };
  const { provider, domains, covers, energyUj, readings } = chosen;
  return {
    source: { kind: 'measured', provider, domains, covers },
    derived: [],
    energyUj,
    passedOver,
    ...(readings === undefined ? {} : { readings }),
  };
}

function unmetered(run: Run, recorded: RecordedSeries): Omit<EnergyMeter, 'passedOver'> {
  const model = powerModel(run.machine, meterReadings(run.settings));
  if ('unavailable' in model) return noMeter(`No energy counter was recorded. ${model.unavailable}`);
  const estimate = estimatedEnergy(recorded, run.marks, model);
  if (estimate === undefined) {
    return noMeter(
      'No energy counter was recorded, and no CPU time of the machine to estimate its power from.',
    );
  }
  return estimateMeter(model, estimate, recorded);
}

function estimateMeter(
  model: PowerModel,
  estimate: Series,
  recorded: RecordedSeries,
): Omit<EnergyMeter, 'passedOver'> {
  const { name, covers, idleUw } = model;
  // The band is widest at idle: that of the run's mean power, as a share of the way from idle to full load.
  const { low: bandLow, high: bandHigh } = model.band(meanShare(estimate, model));
  return {
    source: { kind: 'estimated', model: name, bandLow, bandHigh, covers },
    derived: [estimate],
    energyUj: (span) => wholeEnergy(recorded, [estimate], span),
    idleUw,
  };
}

function meanShare({ values, timesMonoUs }: Series, { idleUw, fullUw }: PowerModel): number {
  const last = timesMonoUs.length - 1;
  const meanUw =
    ((values[last] as number) * 1e6) / ((timesMonoUs[last] as number) - (timesMonoUs[0] as number));
  return fullUw > idleUw ? (meanUw - idleUw) / (fullUw - idleUw) : 0;
}

function noMeter(reason: string): Omit<EnergyMeter, 'passedOver'> {
  return { source: { kind: 'none', reason }, derived: [], energyUj: () => undefined };
}
