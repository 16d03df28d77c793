import type { Mark } from '../domain/recording.ts';
import type { CustomMetricFigure, GridIntensity } from '../domain/report.ts';
import type { CustomMetricRecord } from '../domain/run.ts';
import type { UnixUs } from '../domain/units.ts';

/** A phase's border on the wall clock, which is the one that printed samples carry. */
export type UnixSpan = { readonly beginUnixUs: UnixUs; readonly endUnixUs: UnixUs };

/** Wall time of a phase from its two marks; undefined where the run has lost one of them. */
export function unixSpanOf(
  phase: { readonly beginMark: number; readonly endMark: number },
  marks: readonly Mark[],
): UnixSpan | undefined {
  const begin = marks.find(({ id }) => id === phase.beginMark);
  const end = marks.find(({ id }) => id === phase.endMark);
  if (begin === undefined || end === undefined) return undefined;
  return { beginUnixUs: begin.unixUs, endUnixUs: end.unixUs };
}

/**
 * A scenario's own metrics over one phase: count, sum, mean, min and max of the samples that lie in it. A sample on the
 * border of two flows belongs to the second, so that the flows' counts add up to the phase's. Metrics without a sample
 * in the phase are left out.
 *
 * With `sci` the sum is the number of functional units delivered, and the machine's energy is divided by it
 * (ISO/IEC 21031:2024, Software Carbon Intensity: operational emissions per functional unit R; without embodied ones).
 */
export function customMetricFigures(
  records: readonly CustomMetricRecord[],
  span: UnixSpan,
  context: { readonly energyUj: number | undefined; readonly grid: GridIntensity },
): CustomMetricFigure[] {
  return records.flatMap((record) => {
    const values = record.samples.flatMap(({ unixUs, values: column }) =>
      column.filter((_, index) => isInside(unixUs[index], span)),
    );
    if (values.length === 0) return [];
    const sum = values.reduce((total, value) => total + value, 0);
    return [
      {
        name: record.name,
        unit: record.unit,
        count: values.length,
        sum,
        mean: sum / values.length,
        min: values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
        max: values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
        ...(record.sci ? perUnit(sum, context) : {}),
      },
    ];
  });
}

function isInside(unixUs: UnixUs | undefined, span: UnixSpan): boolean {
  return unixUs !== undefined && unixUs >= span.beginUnixUs && unixUs < span.endUnixUs;
}

/** Nothing delivered, or less than nothing: then there is no energy per unit, rather than an infinite one. */
function perUnit(
  sum: number,
  { energyUj, grid }: { readonly energyUj: number | undefined; readonly grid: GridIntensity },
): { energyPerUnitUj?: number; carbonPerUnitUg?: number } {
  if (energyUj === undefined || !(sum > 0)) return {};
  // Not rounded to whole µg as a phase's carbon is: a single request often takes less.
  return { energyPerUnitUj: energyUj / sum, carbonPerUnitUg: (energyUj * grid.gramsPerKwh) / 3.6e6 / sum };
}
