import { beforeAll, describe, expect, it, test } from 'vitest';
import type { RunReport } from '../../domain/report.ts';
import { groupRuns, spreadOf } from './batch-figures.ts';
import { renderBatch } from './render-batch.ts';
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

describe('spreadOf', () => {
  it('is the mean, and the deviation of a sample', () => {
    expect(spreadOf([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, deviation: Math.sqrt(32 / 7) });
    expect(spreadOf([3, 3])).toEqual({ mean: 3, deviation: 0 });
  });

  it('has no deviation for one value, and is unknown where one is', () => {
    expect(spreadOf([4])).toEqual({ mean: 4 });
    expect(spreadOf([])).toBeUndefined();
    expect(spreadOf([4, undefined])).toBeUndefined();
  });
});

test('groups hold completed runs, by scenario and runtime; equal names are told apart by file', () => {
  const file = (name: string): Partial<RunReport['run']> => ({
    subject: { kind: 'scenario', file: name, resolvedText: '', variables: {} },
  });
  const on = (position: number, runtime: string, more: Partial<RunReport['run']> = {}): RunReport =>
    report(position, 'A', position, {
      batch: { id: 'b', position, size: 6, iteration: 1, runtime },
      ...more,
    });
  const groups = groupRuns([
    on(1, 'runc', file('x.yml')),
    on(2, 'runsc', file('x.yml')),
    on(3, 'runc', file('y.yml')),
    on(4, 'runc', file('x.yml')),
    failed(5),
  ]);
  expect(groups.map(({ label, reports }) => [label.scenario, label.runtime, reports.length])).toEqual([
    ['A (x.yml)', 'runc', 2],
    ['A (x.yml)', 'runsc', 1],
    ['A (y.yml)', 'runc', 1],
  ]);
});

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
    const text = renderBatch(six, { ...PLAIN, planned: 6, storedAt: '/var/lib/joulelab/runs.sqlite' });
    await expect(text).toMatchFileSnapshot('testdata/golden/batch.txt');
  });

  it.each([60, 80, 120])('is no wider than %i columns', (width) => {
    const lines = renderBatch(six, { ...PLAIN, width, planned: 6 }).split('\n');
    expect(lines.filter((line) => line.length > width)).toEqual([]);
  });

  it('says what was not begun', () => {
    const text = renderBatch(six.slice(0, 1), { ...PLAIN, planned: 6 });
    expect(text).toContain('6 runs · 1 completed · 5 not begun');
    expect(renderBatch([], { ...PLAIN, planned: 6 })).toContain('6 runs · 0 completed · 6 not begun');
  });
});
