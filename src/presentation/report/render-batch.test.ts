import { beforeAll, describe, expect, it } from 'vitest';
import type { BatchReport } from '../../domain/batch-report.ts';
import type { ArmStatistics } from '../../domain/comparison.ts';
import type { RunReport } from '../../domain/report.ts';
import { renderBatch } from './render-batch.ts';
import { COMPARISON } from './testdata/comparison.ts';
import { ESTIMATED, FAILED } from './testdata/reports.ts';

const PLAIN = { color: false, width: 80 };

beforeAll(() => {
  process.env['TZ'] = 'UTC';
});

/** Run number `position` of six: a scenario that takes `seconds` in [RUNTIME]. */
function report(
  position: number,
  name: string,
  seconds: number,
  more: Partial<RunReport['run']> = {},
): RunReport {
  return {
    ...ESTIMATED,
    run: {
      ...ESTIMATED.run,
      id: `${position}${ESTIMATED.run.id.slice(1)}`,
      name,
      batch: { id: 'b', position, size: 6, iteration: Math.ceil(position / 3) },
      ...more,
    },
    phases: ESTIMATED.phases.map((phase) =>
      phase.name === '[RUNTIME]' ? { ...phase, durationUs: seconds * 1e6, energyUj: seconds * 10e6 } : phase,
    ),
  };
}

function failed(position: number): RunReport {
  const { error } = FAILED.run;
  return report(position, 'Broken', 1, { status: 'failed', ...(error === undefined ? {} : { error }) });
}

/** What analysis makes of these runs: figures of each, means by scenario. */
function batch(reports: readonly RunReport[], groups: BatchReport['groups'] = []): BatchReport {
  return {
    runs: reports.map((one) => ({
      label: { scenario: one.run.name, runtime: 'runc' },
      figures: { ...mainFigures(one), cpuUs: 11_711_000 },
      report: one,
    })),
    groups,
  };
}

function mainFigures({ phases }: RunReport): BatchReport['runs'][number]['figures'] {
  const { durationUs = 0, energyUj = 0 } = phases.find(({ name }) => name === '[RUNTIME]') ?? {};
  return { durationUs, energyUj };
}

const statistics = (mean: number, standardDeviation?: number): ArmStatistics => ({
  label: '',
  count: 2,
  mean,
  median: mean,
  outliers: [],
  ...(standardDeviation === undefined ? {} : { standardDeviation }),
});

const GROUPS: BatchReport['groups'] = [
  {
    label: { scenario: 'A', runtime: 'runc' },
    count: 2,
    figures: {
      durationUs: statistics(11e6, 1.414e6),
      energyUj: statistics(110e6, 14.14e6),
      cpuUs: statistics(11.7e6, 0),
    },
    flows: [{ name: 'gzip', figures: { durationUs: statistics(1.9e6, 0), energyUj: statistics(34e6, 0) } }],
  },
  {
    label: { scenario: 'B', runtime: 'runc' },
    count: 1,
    figures: { durationUs: statistics(30.5e6) },
    flows: [],
  },
];

describe('renderBatch', () => {
  const six = [
    report(1, 'A', 10),
    failed(2),
    report(3, 'B', 30),
    report(4, 'A', 12),
    failed(5),
    report(6, 'B', 31),
  ];

  it('shows runs, means and failures as in its golden file', async () => {
    const text = renderBatch(batch(six, GROUPS), {
      ...PLAIN,
      planned: 6,
      storedAt: '/var/lib/joulelab/runs.sqlite',
    });
    await expect(text).toMatchFileSnapshot('testdata/golden/batch.txt');
  });

  it.each([60, 80, 120])('is no wider than %i columns', (width) => {
    const lines = renderBatch(
      { ...batch(six, GROUPS), comparison: COMPARISON },
      { ...PLAIN, width, planned: 6 },
    ).split('\n');
    expect(lines.filter((line) => line.length > width)).toEqual([]);
  });

  it('compares runtimes where the call named several', () => {
    const text = renderBatch({ ...batch(six, GROUPS), comparison: COMPARISON }, { ...PLAIN, planned: 6 });
    expect(text).toContain('Runtimes compared, margin ±5 %');
    expect(text).toContain('regression    energy: runsc 1.32 × runc (1.25 to 1.39), beyond ±5 %');
    expect(text).toContain('joulelab compare b --flows');
  });

  it('says what was not begun', () => {
    const text = renderBatch(batch(six.slice(0, 1)), { ...PLAIN, planned: 6 });
    expect(text).toContain('6 runs · 1 completed · 5 not begun');
    expect(renderBatch(batch([]), { ...PLAIN, planned: 6 })).toContain('6 runs · 0 completed · 6 not begun');
  });
});
