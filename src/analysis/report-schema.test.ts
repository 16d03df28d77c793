import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import type { RunReport } from '../domain/report.ts';
import { analyseRun } from './index.ts';
import { reportJsonSchema, reportSchema } from './report-schema.ts';
import { GRID, marksAt, phaseBetween, recordedRun, SPECS, series } from './testdata/recorded-run.ts';

/** A type without `readonly`, all the way down: zod's inferred types are mutable. */
type Mutable<T> = T extends readonly (infer Element)[]
  ? Mutable<Element>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
    : T;

/** True only for the same type: a missing optional property is a difference, which plain assignability would let pass. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- identity of types can only be asked this way
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

test('the schema is the type, property by property (checked by the compiler)', () => {
  const same: Same<Mutable<z.infer<typeof reportSchema>>, Mutable<RunReport>> = true;
  expect(same).toBe(true);
});

test('a report as it is made passes its schema; one with a foreign property does not', () => {
  const marks = marksAt(0, 1e6);
  const run = recordedRun({ marks, phases: [phaseBetween('[RUNTIME]', marks[0], marks[1])] });
  const recorded = [
    series('cpu_time_system', 'machine', [
      [0, 0],
      [1e6, 5e5],
    ]),
    series('cpu_idle_time_system', 'machine', [
      [0, 0],
      [1e6, 5e5],
    ]),
    series('memory_used_container', 'web', [
      [0, 1],
      [1e6, 2],
    ]),
    series('cpu_time_tool', 'recorder', [
      [0, 1],
      [1e6, 2],
    ]),
    series('cpu_time_tool', 'orchestrator', [
      [0, 1],
      [1e6, 2],
    ]),
  ];
  const report = JSON.parse(JSON.stringify(analyseRun({ run, series: recorded, specs: SPECS, grid: GRID })));
  expect(reportSchema.parse(report)).toEqual(report);
  expect(reportSchema.safeParse({ ...report, run: { ...report.run, logs: [] } }).success).toBe(false);
});

test('docs/reference/report.schema.json is up to date (npm run docs)', () => {
  const file = new URL('../../docs/reference/report.schema.json', import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(reportJsonSchema());
});
