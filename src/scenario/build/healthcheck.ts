import type { Healthcheck } from '../../domain/scenario.ts';
import { isOn } from '../schema/scalars.ts';
import type { ServiceData } from '../schema/service-schema.ts';
import type { Path } from '../source/tree.ts';
import { parseDurationMs } from '../values/duration.ts';
import { defined, textOf } from './defined.ts';
import type { Scope } from './scope.ts';

/** Compose's `healthcheck`; a text as `test` is a shell command, as Compose has it. */
export function readHealthcheck(
  value: ServiceData['healthcheck'],
  path: Path,
  scope: Scope,
): Healthcheck | undefined {
  if (value === null || value === undefined) return undefined;
  const test = readTest(value.test, [...path, 'test'], scope);
  if (value.start_interval !== undefined && value.start_interval !== null) {
    scope.findings.warn('ignored-key', `"start_interval" in ${scope.label(path)} has no effect`);
  }
  return defined({
    disable: isOn(value.disable) || test?.[0] === 'NONE',
    test: test?.[0] === 'NONE' ? undefined : test,
    intervalMs: durationMs(value.interval),
    timeoutMs: durationMs(value.timeout),
    retries: value.retries === null || value.retries === undefined ? undefined : Number(value.retries),
    startPeriodMs: durationMs(value.start_period),
  });
}

function durationMs(value: string | number | boolean | null | undefined): number | undefined {
  return parseDurationMs(textOf(value) ?? '');
}

function readTest(
  value: NonNullable<ServiceData['healthcheck']>['test'],
  path: Path,
  scope: Scope,
): readonly string[] | undefined {
  if (value === null || value === undefined) return undefined;
  if (!Array.isArray(value)) return String(value) === '' ? undefined : ['CMD-SHELL', String(value)];
  const test = value.map(String);
  const [kind] = test;
  const fits = kind === 'NONE' ? test.length === 1 : kind === 'CMD' ? test.length > 1 : test.length === 2;
  if (!fits || !['NONE', 'CMD', 'CMD-SHELL'].includes(kind ?? '')) {
    scope.fault(path, `expected [CMD, word, …], [CMD-SHELL, command] or [NONE], got ${JSON.stringify(test)}`);
    return undefined;
  }
  return test;
}
