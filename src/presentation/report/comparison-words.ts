import { differenceFound, type RatioComparison, type Verdict } from '../../domain/comparison.ts';
import type { ComparedRow } from '../../domain/comparison-report.ts';
import { formatShare } from './format-quantity.ts';
import type { Tone } from './style.ts';

export const VERDICT_TONES: Readonly<Record<Verdict, Tone>> = {
  regression: 'bad',
  improvement: 'good',
  equivalent: 'good',
  inconclusive: 'warn',
};

/**
 * What a row says, in words: `runsc 1.32 × runc (1.28 to 1.36)`, with what keeps it from a decision.
 *
 * @param rows how many rows are decided together
 */
export function comparisonWords(comparison: RatioComparison, margin: number, rows: number): string {
  const { reference, arm, ratio, interval, verdict, detectable } = comparison;
  if (ratio === undefined) return `${reference.label} is 0 on average, so there is no ratio`;
  const times = `${arm.label} ${formatRatio(ratio)} × ${reference.label}`;
  if (interval === undefined) return `${times}; ${undecided(comparison)}`;
  const range = `${times} (${formatRatio(interval.low)} to ${formatRatio(interval.high)})`;
  const within = formatMargin(margin);
  if (verdict === 'equivalent') return `${range}, within ${within}`;
  if (verdict !== 'inconclusive') return `${range}, beyond ${within}`;
  if (differenceFound(comparison) === true)
    return `${range}: a difference, but whether it exceeds ${within} cannot be told`;
  if (interval.low > 1 || interval.high < 1)
    return `${range}: a difference if this were the only row; among ${rows} it may be chance`;
  return `${range}: no difference found; these runs would show one of ${formatDetectable(detectable)} or more`;
}

function undecided({ reference, arm }: RatioComparison): string {
  const few = [reference, arm].filter(({ count }) => count < 2);
  if (few.length === 0) return 'its mean is not above 0, so nothing can be decided';
  const who = few.length === 2 ? 'both have one run' : `${few[0]?.label} has one run`;
  return `${who}, so nothing can be decided`;
}

/** What a row is about: `energy`, `CPU time in gzip`. */
export function rowName({ metric, phase }: Pick<ComparedRow, 'metric' | 'phase'>): string {
  return `${metric === 'cpu' ? 'CPU time' : metric}${phase === '[RUNTIME]' ? '' : ` in ${phase}`}`;
}

/** A ratio with three significant digits, two below a hundredth. */
export function formatRatio(ratio: number): string {
  if (ratio >= 100) return String(Math.round(ratio));
  return ratio === 0 ? '0' : ratio.toPrecision(ratio < 0.01 ? 2 : 3);
}

/** `±5 %`. */
export function formatMargin(margin: number): string {
  return `±${Number((margin * 100).toPrecision(3))} %`;
}

/** A relative difference that can be found; of few unsteady values it may be beyond all use. */
export function formatDetectable(detectable: number | undefined): string {
  return detectable !== undefined && detectable > 10 ? '> 1000 %' : formatShare(detectable);
}

/** A p-value with three decimals. */
export function formatPValue(p: number | undefined): string {
  if (p === undefined) return '–';
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}
