const STEP_US = 10;
const STEPS = 10_000;

/**
 * How late ticks were: a histogram of fixed size, 10 µs a step up to 100 ms, so that keeping it costs nothing while
 * samples are taken.
 */
export type JitterHistogram = { readonly counts: Uint32Array; total: number };

export function createJitterHistogram(): JitterHistogram {
  return { counts: new Uint32Array(STEPS + 1), total: 0 };
}

/** Counts one tick that came `lateUs` after its deadline. */
export function countLateness(histogram: JitterHistogram, lateUs: number): void {
  const step = Math.min(STEPS, Math.max(0, Math.floor(lateUs / STEP_US)));
  histogram.counts[step] = (histogram.counts[step] ?? 0) + 1;
  histogram.total += 1;
}

/** The lateness in µs, rounded up to a step, that `share` of the ticks stayed within; 0 without ticks. */
export function latenessQuantileUs(histogram: JitterHistogram, share: number): number {
  if (histogram.total === 0) return 0;
  const wanted = Math.ceil(histogram.total * share);
  let seen = 0;
  for (let step = 0; step <= STEPS; step += 1) {
    seen += histogram.counts[step] ?? 0;
    if (seen >= wanted) return (step + 1) * STEP_US;
  }
  return (STEPS + 1) * STEP_US;
}
