import { expect, test } from 'vitest';
import type { Scenario } from '../domain/scenario.ts';
import type { SourcedScenario } from '../scenario/index.ts';
import { announcement, planRuns } from './plan-runs.ts';

function sourced(name: string): SourcedScenario {
  const scenario = {
    name,
    resolvedText: `name: ${name}`,
    variables: {},
    services: [{ key: 'web', runtime: 'own' }],
  };
  return { scenario: scenario as unknown as Scenario, origin: { file: `/${name}.yml`, commit: 'c' } };
}

const AB = [sourced('A'), sourced('B')];

test('scenarios and runtimes are interleaved in each iteration', () => {
  const planned = planRuns(AB, { iterations: 2, runtimes: ['runc', 'runsc'] });
  expect(planned.map((run) => announcement(run))).toEqual([
    'run 1 of 8: A (runc)',
    'run 2 of 8: A (runsc)',
    'run 3 of 8: B (runc)',
    'run 4 of 8: B (runsc)',
    'run 5 of 8: A (runc)',
    'run 6 of 8: A (runsc)',
    'run 7 of 8: B (runc)',
    'run 8 of 8: B (runsc)',
  ]);
  expect(planned.map(({ batch }) => batch?.iteration)).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
  expect(planned.map(({ scenario }) => scenario.services[0]?.runtime)).toEqual(
    planned.map(({ batch }) => batch?.runtime),
  );
  expect(new Set(planned.map(({ batch }) => batch?.id)).size).toBe(1);
});

test('without --runtime each service keeps its own, and no runtime is said', () => {
  const planned = planRuns(AB, { iterations: 1, runtimes: [], name: 'Mine' });
  expect(planned.map((run) => announcement(run))).toEqual(['run 1 of 2: Mine', 'run 2 of 2: Mine']);
  expect(planned.map(({ scenario }) => scenario.services[0]?.runtime)).toEqual(['own', 'own']);
  expect(planned.map(({ batch }) => batch && 'runtime' in batch)).toEqual([false, false]);
});

test('a single run is no batch; its subject tells where it comes from', () => {
  const [only, ...others] = planRuns([sourced('A')], { iterations: 1, runtimes: ['runsc'] });
  expect(others).toEqual([]);
  expect(only && 'batch' in only).toBe(false);
  expect(only && announcement(only)).toBeUndefined();
  expect(only?.scenario.services[0]?.runtime).toBe('runsc');
  expect(only?.subject).toEqual({
    kind: 'scenario',
    file: '/A.yml',
    commit: 'c',
    resolvedText: 'name: A',
    variables: {},
  });
});
