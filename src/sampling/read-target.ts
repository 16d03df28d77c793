import { readFileSync } from 'node:fs';
import type { Environment } from '../domain/environment.ts';
import type { Target } from '../domain/target.ts';
import type { PlannedSource } from './provider.ts';
import { PROVIDERS } from './providers/registry.ts';

/**
 * What the providers that record by default find of a target at this moment, by metric; values of details (interfaces) are
 * added. A metric that is not accounted is not in it.
 */
export function readTarget(env: Environment, target: Target): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const provider of PROVIDERS) {
    if (provider.optIn === true || !provider.probe(env).available) continue;
    const parts = new Map<string, Map<string, number>>();
    for (const source of provider.plan(env, target)) {
      provider.parse(source, readSource(source), ({ metric, value, part }) => {
        if (part === undefined) sums.set(metric, (sums.get(metric) ?? 0) + value);
        else parts.set(metric, (parts.get(metric) ?? new Map()).set(part, value));
      });
    }
    for (const [metric, values] of parts) {
      const value = provider.combine?.(metric, values);
      if (value !== undefined) sums.set(metric, value);
    }
  }
  return sums;
}

/** Nothing where the source is gone. */
function readSource({ path, offset, length }: PlannedSource): Uint8Array {
  try {
    return readFileSync(path).subarray(offset, offset + length);
  } catch {
    return new Uint8Array();
  }
}
