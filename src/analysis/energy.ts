import type { Series } from '../domain/recording.ts';
import type { EnergySource } from '../domain/report.ts';
import type { Run } from '../domain/run.ts';
import { counterAt, counterOver } from './counter.ts';
import { estimatedEnergy } from './estimated-energy.ts';
import { meterReadings, type PowerModel, powerModel } from './power/power-model.ts';
import { chooseRapl } from './rapl-cover.ts';
import type { RecordedSeries } from './recorded-series.ts';
import type { Span } from './span.ts';

/** Where a run's energy is read from. */
export type EnergyMeter = {
  readonly source: EnergySource;
  /** Series that analysis derived and that belong into the report beside the recorded ones. */
  readonly derived: readonly Series[];
  /** Whole µJ over a span, so that neighbouring spans add up exactly; undefined where the meter was not read in it. */
  readonly energyUj: (span: Span) => number | undefined;
  /** What the machine draws without load, in µW, where the meter itself knows it (an estimate does). */
  readonly idleUw?: number;
};

/**
 * Chooses the energy source of a run: RAPL where it was recorded and counts, else the power model driven by the CPU
 * utilisation, else none, with the reason.
 */
export function energyMeter(run: Run, recorded: RecordedSeries): EnergyMeter {
  const rapl = chooseRapl(recorded);
  if (rapl !== undefined) {
    const { series, domains, covers } = rapl;
    return {
      source: { kind: 'measured', provider: 'rapl', domains, covers },
      derived: [],
      energyUj: (span) => wholeEnergy(recorded, series, span),
    };
  }
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

function estimateMeter(model: PowerModel, estimate: Series, recorded: RecordedSeries): EnergyMeter {
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

function noMeter(reason: string): EnergyMeter {
  return { source: { kind: 'none', reason }, derived: [], energyUj: () => undefined };
}

/** Rounded at both ends, not in between: differences of rounded values add up, rounded differences do not. */
function wholeEnergy(recorded: RecordedSeries, domains: readonly Series[], span: Span): number | undefined {
  const counters = domains.map((series) => recorded.counter(series));
  const exists = counters.some(
    (counter) => counterOver(counter, span.beginMonoUs, span.endMonoUs) !== undefined,
  );
  if (!exists) return undefined;
  return counters.reduce(
    (sum, counter) =>
      sum + Math.round(counterAt(counter, span.endMonoUs)) - Math.round(counterAt(counter, span.beginMonoUs)),
    0,
  );
}
