import { createContext, Script } from 'node:vm';
import type { CustomMetric } from '../../domain/scenario.ts';
import type { UnixUs } from '../../domain/units.ts';

export type Sample = { readonly unixUs: UnixUs; readonly value: number };

/** What a pattern found in the lines; `timedOut` where it took too long and what it had found is given up. */
export type FoundSamples = { readonly samples: readonly Sample[]; readonly timedOut: boolean };

/** Longest time that one pattern may take on all lines of one stream. */
const MATCH_LIMIT_MS = 5000;

/** The pattern of a metric: its own, or a line `TIME NAME=VALUE`. Groups 1 and 2 are time and value. */
export function samplePattern(name: string, { regex }: Pick<CustomMetric, 'regex'>): RegExp {
  return regex === undefined
    ? new RegExp(String.raw`^(\d{16,19}) ${literal(name)}=(-?\d+(?:\.\d+)?)$`)
    : new RegExp(regex);
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

/**
 * Reads the samples of one metric out of lines.
 *
 * A pattern that backtracks without bound has been refused with the scenario; one that merely takes long is broken off
 * by the time limit, which V8 heeds within a match too, so that no pattern can hang a run.
 */
export function findSamples(
  lines: readonly string[],
  pattern: RegExp,
  limitMs: number = MATCH_LIMIT_MS,
): FoundSamples {
  const found: Sample[] = [];
  const visit = () => {
    for (const line of lines) {
      const [, time, value] = pattern.exec(line) ?? [];
      const unixUs = time === undefined ? undefined : toUnixUs(time);
      const number = value === undefined || value.trim() === '' ? Number.NaN : Number(value);
      if (unixUs !== undefined && Number.isFinite(number)) found.push({ unixUs, value: number });
    }
  };
  try {
    new Script('visit()').runInContext(createContext({ visit }), { timeout: limitMs });
    return { samples: found, timedOut: false };
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw thrown;
    return { samples: [], timedOut: true };
  }
}

/**
 * A printed time as µs since the epoch. The number of digits tells the unit, from 2001 to 2286: 10 s (also with a
 * fraction), 13 ms, 16 µs, 19 ns; what is finer than µs is cut off. Undefined for anything else.
 */
export function toUnixUs(text: string): UnixUs | undefined {
  const [, whole = '', fraction = ''] = /^(\d{10,19})(?:\.(\d+))?$/.exec(text.trim()) ?? [];
  if (whole.length >= 16) return Number(whole.slice(0, 16));
  if (whole.length !== 10 && whole.length !== 13) return undefined;
  return Number((whole + fraction).slice(0, 16).padEnd(16, '0'));
}
