import type { MetricSpec } from '../domain/metric.ts';
import type { Mark, Series } from '../domain/recording.ts';
import { counterAt } from './counter.ts';
import { lastAtOrBefore } from './last-at-or-before.ts';
import type { PowerModel } from './power/power-model.ts';
import type { RecordedSeries } from './recorded-series.ts';

export const ENERGY_ESTIMATED: MetricSpec = {
  name: 'energy_estimated',
  unit: 'uJ',
  kind: 'counter',
  scope: 'machine',
  help: 'Energy that the power model expects from the CPU utilisation; an estimate, not a measurement.',
};

/**
 * Utilisation is averaged over this long, or from mark to mark where that is shorter. The load levels of the model are
 * averages over minutes, and `/proc/stat` counts in ticks of 10 ms: at a sample every 99 ms one tick would be read as
 * 5 % of two threads.
 */
const WINDOW_US = 1_000_000;

/**
 * The machine's estimated energy as a cumulative counter in whole µJ with a value at each sample of the CPU time, so
 * that it is subtracted between marks like any other counter and flows add up exactly.
 *
 * Within a window the power is the model's at the window's mean utilisation; windows never reach over a mark.
 * Utilisation is busy / (busy + idle + steal): stolen time is another guest's work. Where no tick passed in a window,
 * the utilisation of the one before holds. Undefined where busy or idle time of the machine was not recorded.
 */
export function estimatedEnergy(
  recorded: RecordedSeries,
  marks: readonly Mark[],
  model: PowerModel,
): Series | undefined {
  const [busySeries] = recorded.of('cpu_time_system', 'machine');
  const [idleSeries] = recorded.of('cpu_idle_time_system', 'machine');
  if (busySeries === undefined || idleSeries === undefined || busySeries.timesMonoUs.length < 2)
    return undefined;
  const [stealSeries] = recorded.of('cpu_steal_time_system', 'machine');
  const { timesMonoUs } = busySeries;
  const growth = (series: Series | undefined, from: number, to: number): number => {
    if (series === undefined) return 0;
    const counter = recorded.counter(series);
    return counterAt(counter, timesMonoUs[to] as number) - counterAt(counter, timesMonoUs[from] as number);
  };
  const values = new Float64Array(timesMonoUs.length);
  let utilisation = 0;
  let from = 0;
  for (const to of windowEnds(timesMonoUs, marks)) {
    const busy = growth(busySeries, from, to);
    const all = busy + growth(idleSeries, from, to) + growth(stealSeries, from, to);
    if (all > 0) utilisation = busy / all;
    fillWindow(values, timesMonoUs, from, to, model.powerUw(utilisation));
    from = to;
  }
  return { metric: ENERGY_ESTIMATED.name, target: 'machine', timesMonoUs, values, startsAtZero: false };
}

/** Ascending indices of samples at which a window ends: at each mark, a window's length after the last end, at the end. */
function windowEnds(timesMonoUs: Float64Array, marks: readonly Mark[]): number[] {
  const last = timesMonoUs.length - 1;
  const atMarks = new Set(marks.map((mark) => lastAtOrBefore(timesMonoUs, mark.endMonoUs)));
  const ends: number[] = [];
  let start = 0;
  for (let i = 1; i <= last; i++) {
    const long = (timesMonoUs[i] as number) - (timesMonoUs[start] as number) >= WINDOW_US;
    if (!long && i !== last && !atMarks.has(i)) continue;
    ends.push(i);
    start = i;
  }
  return ends;
}

/** Energy grows in a straight line from the window's first sample; rounded at each, so it is whole and never falls. */
function fillWindow(
  values: Float64Array,
  timesMonoUs: Float64Array,
  from: number,
  to: number,
  powerUw: number,
): void {
  const baseUj = values[from] as number;
  const baseMonoUs = timesMonoUs[from] as number;
  for (let i = from + 1; i <= to; i++) {
    values[i] = baseUj + Math.round((powerUw * ((timesMonoUs[i] as number) - baseMonoUs)) / 1e6);
  }
}
