import type { ArmStatistics, RatioComparison } from '../../../domain/comparison.ts';
import type { ComparedRow, ComparisonReport } from '../../../domain/comparison-report.ts';

const arm = (label: string, values: readonly number[], standardDeviation: number, outliers: number[] = []): ArmStatistics => ({
  label, count: values.length, mean: values.reduce((sum, value) => sum + value, 0) / values.length,
  median: values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0, standardDeviation, outliers,
});

const row = (
  metric: string, unit: string, runc: ArmStatistics, runsc: ArmStatistics, more: Omit<RatioComparison, 'reference' | 'arm'>,
  values: ComparedRow['values'] = { reference: [], arm: [] },
): ComparedRow => ({ set: 0, phase: '[RUNTIME]', metric, unit, values, comparison: { reference: runc, arm: runsc, ...more } });

const FIVE = [100e6, 101e6, 99e6, 100.5e6, 99.5e6];
const WITH_OUTLIER = [131e6, 132e6, 130e6, 171e6, 131.5e6];

/** Two runtimes, five runs each; a row of every verdict. */
export const COMPARISON: ComparisonReport = {
  schema: 'joulelab.comparison/1',
  by: ['runtime'],
  margin: 0.05,
  significance: 0.05,
  design: 'independent',
  quick: true,
  estimated: true,
  sets: [
    {
      arms: [
        { label: 'runc', runs: ['1a0000000000', '1b0000000000', '1c0000000000', '1d0000000000', '1e0000000000'] },
        { label: 'runsc', runs: ['2a0000000000', '2b0000000000', '2c0000000000', '2d0000000000', '2e0000000000'] },
      ],
    },
  ],
  rows: [
    row('energy', 'uJ', arm('runc', FIVE, 0.79e6), arm('runsc', WITH_OUTLIER, 17.9e6, [3]),
      { ratio: 1.32, interval: { low: 1.25, high: 1.39 }, pValue: 0.0001, adjustedPValue: 0.0006, detectable: 0.06, verdict: 'regression' },
      { reference: FIVE, arm: WITH_OUTLIER }),
    row('duration', 'us', arm('runc', [12e6, 12.1e6], 70e3), arm('runsc', [12.1e6, 12e6], 70e3),
      { ratio: 1, interval: { low: 0.98, high: 1.02 }, pValue: 1, adjustedPValue: 1, detectable: 0.03, verdict: 'equivalent' }),
    row('cpu', 'us', arm('runc', [10e6, 11e6], 700e3), arm('runsc', [11e6, 12e6], 700e3),
      { ratio: 1.1, interval: { low: 0.8, high: 1.5 }, pValue: 0.3, adjustedPValue: 0.9, detectable: 0.43, verdict: 'inconclusive' }),
    row('memory', 'bytes', arm('runc', [80e6, 81e6], 700e3), arm('runsc', [85e6, 86e6], 700e3),
      { ratio: 1.06, interval: { low: 1.02, high: 1.1 }, pValue: 0.001, adjustedPValue: 0.005, detectable: 0.03, verdict: 'inconclusive' }),
    row('network', 'bytes', arm('runc', [80e6, 81e6], 700e3), arm('runsc', [70e6, 71e6], 700e3),
      { ratio: 0.87, interval: { low: 0.84, high: 0.9 }, pValue: 0.0001, adjustedPValue: 0.0006, detectable: 0.03, verdict: 'improvement' }),
    row('disk', 'bytes', arm('runc', [0, 0], 0), arm('runsc', [4096, 0], 2896), { verdict: 'inconclusive' }),
  ],
  leftOut: [{ what: 'run 3a0000', reason: 'flow-failed' }],
  notes: ['Quick runs: their phases are short, which makes figures less steady.'],
};
