import type { Series } from '../domain/recording.ts';

/** No single domain of a machine takes more: a step that would need it is no wrap. */
const MOST_POWER_UW = 10e9;
/** Samples may stand closer together than a counter is renewed. */
const SHORTEST_STEP_US = 10_000;

/**
 * Finds energy counters that began anew (a driver loaded again, a laptop that slept, a meter that was reset) rather than
 * wrapped. Such a series loses its `wrapsAt`, so that a step back is taken as a reset, whose totals are lower bounds, and
 * not as hundreds of kilojoules that never were.
 */
export function checkResets(all: readonly Series[]): {
  readonly series: readonly Series[];
  readonly faults: readonly string[];
} {
  const faults: string[] = [];
  const series = all.map((one) => {
    const { wrapsAt, metric, detail, values } = one;
    if (wrapsAt === undefined && !/^energy_(meter|external)$/.test(metric)) return one;
    const back = [...values.keys()].filter((index) => stepsBack(one, index));
    if (back.length === 0) return one;
    faults.push(
      `${metric} ${detail ?? ''}: the counter began anew ${back.length === 1 ? 'once' : `${back.length} times`}`,
    );
    const { wrapsAt: _dropped, ...rest } = one;
    return rest;
  });
  return { series, faults };
}

/** Whether a sample is lower than the one before, and not because the counter wrapped. */
function stepsBack({ values, timesMonoUs, wrapsAt }: Series, index: number): boolean {
  const from = values[index - 1];
  const to = values[index];
  if (from === undefined || to === undefined || to >= from) return false;
  if (wrapsAt === undefined) return true;
  const elapsedUs = (timesMonoUs[index] as number) - (timesMonoUs[index - 1] as number);
  const most = (MOST_POWER_UW / 1e6) * Math.max(elapsedUs, SHORTEST_STEP_US);
  return to - from + wrapsAt > most;
}
