/** Samples of one series while they are being read: doubles its arrays as it grows. */
export type GrowingSeries = { times: Float64Array; values: Float64Array; length: number };

export function createGrowingSeries(): GrowingSeries {
  return { times: new Float64Array(256), values: new Float64Array(256), length: 0 };
}

/**
 * Appends a sample. Times stay strictly increasing: a second sample within the same µs replaces the first.
 */
export function appendSample(series: GrowingSeries, timeUs: number, value: number): void {
  const previous = series.length - 1;
  if (previous >= 0 && (series.times[previous] as number) >= timeUs) {
    series.values[previous] = value;
    return;
  }
  if (series.length === series.times.length) {
    series.times = doubled(series.times);
    series.values = doubled(series.values);
  }
  series.times[series.length] = timeUs;
  series.values[series.length] = value;
  series.length += 1;
}

/** The samples in arrays of their own size. */
export function finishedSamples(series: GrowingSeries): { times: Float64Array; values: Float64Array } {
  return { times: series.times.slice(0, series.length), values: series.values.slice(0, series.length) };
}

function doubled(array: Float64Array): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(array.length * 2);
  longer.set(array);
  return longer;
}
