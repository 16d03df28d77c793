import { expect, test } from 'vitest';
import type { CustomMetricFigure, RunReport } from '../../domain/report.ts';
import { customMetricTable, perUnitSentences } from './custom-metric-table.ts';
import { painter } from './style.ts';
import { layoutTable } from './table.ts';
import { MEASURED } from './testdata/reports.ts';

const REQUESTS: CustomMetricFigure = {
  name: 'requests',
  unit: 'request',
  count: 3,
  sum: 1500,
  mean: 500,
  min: 250,
  max: 1000,
  energyPerUnitUj: 1234.5,
  carbonPerUnitUg: 0.104,
};

function withMetrics(metrics: Readonly<Record<string, readonly CustomMetricFigure[]>>): RunReport {
  const report = MEASURED;
  return {
    ...report,
    phases: report.phases.map((phase) => {
      const customMetrics = metrics[phase.kind === 'flow' ? 'flow' : phase.name];
      return customMetrics === undefined ? phase : { ...phase, customMetrics };
    }),
  };
}

const drawn = (report: RunReport): string[] => {
  const table = customMetricTable(report);
  return table === undefined ? [] : layoutTable(table, 100, painter(false));
};

test('a metric is shown for [RUNTIME] and for each of several flows', () => {
  const lines = drawn(
    withMetrics({ '[RUNTIME]': [REQUESTS], flow: [{ ...REQUESTS, count: 1 }], '[BOOT]': [REQUESTS] }),
  );
  expect(lines[2]).toMatch(/^ +requests +3 +1500 +500 +250 +1000 +request +1\.23 mJ +104 ng$/);
  const flows = MEASURED.phases.filter(({ kind, hidden }) => kind === 'flow' && !hidden);
  expect(flows.length).toBeGreaterThan(1);
  expect(lines).toHaveLength(3 + flows.length);
});

test('without sci there are no columns for energy, and without samples no table', () => {
  const { energyPerUnitUj: _, carbonPerUnitUg: __, ...plain } = REQUESTS;
  expect(drawn(withMetrics({ '[RUNTIME]': [plain] })).join('\n')).not.toContain('per unit');
  expect(perUnitSentences(withMetrics({ '[RUNTIME]': [plain] }))).toEqual([]);
  expect(customMetricTable(MEASURED)).toBeUndefined();
});

test('what one unit took is said in a sentence', () => {
  expect(perUnitSentences(withMetrics({ '[RUNTIME]': [REQUESTS] }))).toEqual([
    '1500 request in [RUNTIME]: 1.23 mJ and 104 ng CO2e each.',
  ]);
});
