import { describe, expect, test } from 'vitest';
import { JoulelabError } from '../../domain/errors.ts';
import type { RunReport } from '../../domain/report.ts';
import { batchReport } from './batch-report.ts';
import type { ComparisonRequest } from './comparable-rows.ts';
import { compareReports } from './compare-reports.ts';
import { comparisonSchema } from './comparison-schema.ts';
import { metricValue } from './metric-value.ts';
import { ESTIMATED, type Made, phase, repeated, report } from './testdata/reports.ts';

const NEAR = [100e6, 101e6, 99e6];
const MORE = [130e6, 131e6, 129e6];

function request(more: Partial<ComparisonRequest> = {}): ComparisonRequest {
  return { by: [], metrics: ['energy'], moreIsBetter: [], flows: false, margin: 0.05, ...more };
}

function compare(runs: readonly RunReport[], more: Partial<ComparisonRequest> = {}) {
  return compareReports(runs, request(more));
}

/** The error that a comparison ends in: its message and advice. */
function refusal(runs: readonly RunReport[], more: Partial<ComparisonRequest> = {}): string {
  try {
    compare(runs, more);
  } catch (error) {
    if (error instanceof JoulelabError && error.code === 'usage') return `${error.message} ${error.advice}`;
    throw error;
  }
  throw new Error('the comparison was not refused');
}

describe('what is compared', () => {
  test.each<[string, Made, Made]>([
    ['runtime', { runtime: 'runc' }, { runtime: 'runsc' }],
    ['commit', { commit: 'aaaa' }, { commit: 'bbbb' }],
    ['scenario', { name: 'A', file: 'a.yml' }, { name: 'B', file: 'b.yml' }],
    ['file', { file: 'a.yml' }, { file: 'b.yml' }],
    ['branch', { branch: 'main', commit: 'aaaa' }, { branch: 'fast', commit: 'bbbb' }],
    ['machine', { hostname: 'a' }, { hostname: 'b', kernel: '6.9' }],
    ['kernel', { kernel: '6.1' }, { kernel: '6.9' }],
  ])('is what differs: %s', (dimension, first, second) => {
    const made = compare([...repeated(NEAR, first), ...repeated(MORE, second)]);
    expect(dimension === 'branch' ? ['branch', 'commit'] : [dimension]).toContain(made.by[0]);
    expect(made.rows).toHaveLength(1);
    expect(made.rows[0]?.comparison).toMatchObject({ verdict: 'regression', ratio: expect.closeTo(1.3, 9) });
    expect(made.sets[0]?.arms.map(({ runs }) => runs.length)).toEqual([3, 3]);
  });

  test('is asked for where several things differ, each named', () => {
    const words = refusal([
      ...repeated(NEAR, { runtime: 'runc', commit: 'aaaa' }),
      ...repeated(NEAR, { runtime: 'runsc', commit: 'aaaa' }),
      ...repeated(NEAR, { runtime: 'runsc', commit: 'bbbb' }),
    ]);
    expect(words).toContain('runtime (runc, runsc); commit (aaaa, bbbb)');
    expect(words).toContain('--by runtime');
  });

  test('is refused where nothing differs', () => {
    expect(refusal(repeated(NEAR, {}))).toContain('differ in nothing');
    expect(refusal(repeated(NEAR, {}), { by: ['runtime'] })).toContain('all the same by runtime: runc');
  });

  test('is refused for fewer than two completed runs', () => {
    expect(refusal([report({}), report({ failed: true, runtime: 'runsc' })])).toContain(
      'there is 1, for 1 did not complete',
    );
    expect(refusal([])).toContain('there is 0');
  });

  test('two calls of the same runs are compared by batch', () => {
    const made = compare(
      [
        ...repeated(NEAR, { batch: { id: 'aa', iteration: 1 } }),
        ...repeated(MORE, { batch: { id: 'bb', iteration: 1 } }),
      ],
      { by: ['batch'] },
    );
    expect(made.rows[0]?.comparison.arm.label).toBe('bb');
  });
});

describe('runs that differ in other things', () => {
  test('are kept apart: scenarios in sets of their own, decided together', () => {
    const of = (name: string) => [
      ...repeated(NEAR, { name, runtime: 'runc' }),
      ...repeated(MORE, { name, runtime: 'runsc' }),
    ];
    const made = compare([...of('Shop'), ...of('Web')], { by: ['runtime'] });
    expect(made.sets.map(({ label }) => label)).toEqual(['Shop', 'Web']);
    const [first] = made.rows.map(({ comparison }) => comparison);
    expect(first?.adjustedPValue).toBeGreaterThan(first?.pValue ?? 1);
  });

  test('quick and full runs are never mixed', () => {
    const words = refusal([...repeated(NEAR, { quick: true }), ...repeated(MORE, { runtime: 'runsc' })]);
    expect(words).toContain('quick or full');
  });

  test('machines are never mixed, unless they are what is compared', () => {
    const runs = [
      ...repeated(NEAR, { hostname: 'a' }),
      ...repeated(MORE, { hostname: 'b', runtime: 'runsc' }),
    ];
    expect(refusal(runs, { by: ['runtime'] })).toContain('machine');
    expect(compare(runs, { by: ['machine', 'runtime'] }).rows).toHaveLength(1);
  });

  test('what has no counterpart is left out with the reason', () => {
    const made = compare(
      [...repeated(NEAR, {}), ...repeated(MORE, { runtime: 'runsc' }), ...repeated(NEAR, { name: 'Other' })],
      { by: ['runtime'] },
    );
    expect(made.leftOut).toEqual([{ what: 'Other', reason: expect.stringContaining('only runc') }]);
  });

  test('a kernel that differs is said', () => {
    const made = compare([...repeated(NEAR, {}), ...repeated(MORE, { runtime: 'runsc', kernel: '6.9' })]);
    expect(made.notes).toEqual([expect.stringContaining('kernel')]);
  });
});

test('measured and estimated energy are never compared; the rest is', () => {
  const made = compare(
    [...repeated(NEAR, {}), ...repeated(MORE, { runtime: 'runsc', energySource: ESTIMATED })],
    { metrics: ['energy', 'duration'] },
  );
  expect(made.rows.map(({ metric }) => metric)).toEqual(['duration']);
  expect(made.leftOut[0]?.reason).toContain('measured by RAPL (package-0); estimated by m-1');
});

test('failed runs are left out and named; an estimate is noted', () => {
  const failed = report({ failed: true, runtime: 'runsc' });
  const runs = [
    ...repeated(NEAR, { energySource: ESTIMATED }),
    ...repeated(MORE, { runtime: 'runsc', energySource: ESTIMATED }),
    failed,
  ];
  const made = compare(runs);
  expect(made.leftOut).toEqual([{ what: `run ${failed.run.id.slice(0, 6)}`, reason: 'it is failed' }]);
  expect(made.notes[0]).toContain('estimate by the model m-1');
  expect(made.estimated).toBe(true);
});

test('of single runs there is a ratio and no decision', () => {
  const made = compare([report({}), report({ runtime: 'runsc', energyUj: 300e6 })]);
  expect(made.rows[0]?.comparison).toMatchObject({ ratio: 3, verdict: 'inconclusive' });
});

test('the reference is the first, or the one named by the beginning of its label', () => {
  const runs = [...repeated(NEAR, { commit: 'aaaa11' }), ...repeated(MORE, { commit: 'bbbb22' })];
  expect(compare(runs).rows[0]?.comparison.reference.label).toBe('aaaa11');
  expect(compare(runs, { reference: 'bb' }).rows[0]?.comparison.verdict).toBe('improvement');
  expect(refusal(runs, { reference: 'cc' })).toContain('aaaa11, bbbb22');
});

test('flows are rows of their own; an unknown phase or metric is refused with what there is', () => {
  const runs = [...repeated(NEAR, {}), ...repeated(MORE, { runtime: 'runsc' })];
  expect(compare(runs, { flows: true }).rows.map((row) => row.phase)).toEqual(['[RUNTIME]', 'buy']);
  expect(compare(runs, { phase: 'buy' }).rows[0]?.comparison.reference.mean).toBe(50e6);
  expect(refusal(runs, { phase: 'sell' })).toContain('Phases and flows: [RUNTIME], buy');
  expect(refusal(runs, { metrics: ['joules'] })).toContain('cpu_time_container');
});

test('runs that took turns in one call are compared in pairs, from five on', () => {
  const of = (count: number) =>
    ['runc', 'runsc'].flatMap((runtime) =>
      Array.from({ length: count }, (_, index) =>
        // What drifts by a half from the first iteration to the last hits both.
        report({
          runtime,
          batch: { id: 'aa', iteration: index + 1 },
          energyUj: (100e6 + index * 12e6) * (runtime === 'runc' ? 1 : 1.1 + index / 1000),
        }),
      ),
    );
  expect(compare(of(5))).toMatchObject({
    design: 'blocks',
    rows: [{ comparison: { verdict: 'regression' } }],
  });
  expect(compare(of(4))).toMatchObject({
    design: 'independent',
    rows: [{ comparison: { verdict: 'inconclusive' } }],
  });
});

test('a comparison passes its schema', () => {
  const made = compare([...repeated(NEAR, {}), ...repeated(MORE, { runtime: 'runsc' })], { metrics: [] });
  expect(comparisonSchema.parse(JSON.parse(JSON.stringify(made)))).toEqual(JSON.parse(JSON.stringify(made)));
  expect(made.rows.map(({ metric }) => metric)).toEqual(['energy', 'duration', 'cpu', 'memory']);
});

test.each([
  ['energy', { value: 7, unit: 'uJ' }],
  ['cpu', { value: 4e6, unit: 'us' }],
  ['cpu_time_container:web', { value: 3e6, unit: 'us' }],
  ['cpu_frequency:machine:1', { value: 3e9, unit: 'hz' }],
  ['cpu_frequency', { missing: expect.stringContaining('cpu_frequency:machine:0') }],
  ['network', { missing: expect.stringContaining('network') }],
  ['requests', { value: 20, unit: 'requests' }],
  ['energy-per-requests', { value: 0.35, unit: 'uJ' }],
  ['constructor', { missing: 'not recorded' }],
])('the value of %s', (metric, expected) => {
  const custom = {
    name: 'requests',
    unit: 'requests',
    count: 1,
    sum: 20,
    mean: 20,
    min: 20,
    max: 20,
    energyPerUnitUj: 0.35,
  };
  expect(metricValue(phase('[RUNTIME]', 7, { customMetrics: [custom] }), metric)).toEqual(expected);
});

describe('batchReport', () => {
  const batch = (iteration: number) => ({ batch: { id: 'aa', iteration } });

  test('groups completed runs by scenario and runtime; equal names are told apart by file', () => {
    const { groups } = batchReport([
      report({ ...batch(1), file: 'x.yml', energyUj: 100e6 }),
      report({ ...batch(1), file: 'x.yml', runtime: 'runsc' }),
      report({ ...batch(1), file: 'y.yml' }),
      report({ ...batch(2), file: 'x.yml', energyUj: 110e6 }),
      report({ ...batch(2), file: 'x.yml', failed: true }),
    ]);
    expect(groups.map(({ label, count }) => [label.scenario, label.runtime, count])).toEqual([
      ['Shop (x.yml)', 'runc', 2],
      ['Shop (x.yml)', 'runsc', 1],
      ['Shop (y.yml)', 'runc', 1],
    ]);
    expect(groups[0]?.figures.energyUj).toMatchObject({
      mean: 105e6,
      standardDeviation: expect.closeTo(7.0711e6, -3),
    });
  });

  test('a figure that one run lacks is unknown', () => {
    const { energyUj: _, ...without } = phase('[RUNTIME]', 1);
    const { groups, runs } = batchReport([report(batch(1)), report({ ...batch(2), phases: [without] })]);
    expect(groups[0]?.figures.energyUj).toBeUndefined();
    expect(groups[0]?.figures.cpuUs?.mean).toBe(4e6);
    expect(runs[1]?.figures).toEqual({ durationUs: 10e6, cpuUs: 4e6 });
  });

  test('compares runtimes where there are several, and nothing else', () => {
    const runs = [...repeated(NEAR, batch(1)), ...repeated(MORE, { ...batch(1), runtime: 'runsc' })];
    expect(batchReport(runs).comparison?.by).toEqual(['runtime']);
    expect(batchReport(repeated(NEAR, batch(1))).comparison).toBeUndefined();
    expect(batchReport([]).comparison).toBeUndefined();
    const changed = repeated(MORE, { ...batch(1), runtime: 'runsc', commit: 'bbbb' });
    expect(
      batchReport([...repeated(NEAR, { ...batch(1), commit: 'aaaa' }), ...changed]).comparison,
    ).toBeUndefined();
  });
});
