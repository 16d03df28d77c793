import type { MetricSpec } from '../../../domain/metric.ts';
import type { Unit } from '../../../domain/units.ts';

/** What a printed unit means: the factor to the stored unit, and the metric of a level and of a growing value. */
type PrintedUnit = { readonly factor: number; readonly gauge?: string; readonly counter?: string };

const POWER = { gauge: 'power_external' } as const;
const ENERGY = { counter: 'energy_external' } as const;
const TIME = { counter: 'time_external' } as const;
const BYTES = { gauge: 'memory_external', counter: 'bytes_external' } as const;
const TEMPERATURE = { gauge: 'temperature_external' } as const;
const RATIO = { gauge: 'ratio_external' } as const;

/** Units that a program may print in. */
export const UNITS: Readonly<Record<string, PrintedUnit>> = {
  uW: { ...POWER, factor: 1 },
  mW: { ...POWER, factor: 1e3 },
  W: { ...POWER, factor: 1e6 },
  uJ: { ...ENERGY, factor: 1 },
  mJ: { ...ENERGY, factor: 1e3 },
  J: { ...ENERGY, factor: 1e6 },
  Wh: { ...ENERGY, factor: 3.6e9 },
  us: { ...TIME, factor: 1 },
  ms: { ...TIME, factor: 1e3 },
  s: { ...TIME, factor: 1e6 },
  bytes: { ...BYTES, factor: 1 },
  hz: { gauge: 'frequency_external', factor: 1 },
  mC: { ...TEMPERATURE, factor: 1 },
  cC: { ...TEMPERATURE, factor: 10 },
  C: { ...TEMPERATURE, factor: 1e3 },
  ratio: { ...RATIO, factor: 1 },
  percent: { ...RATIO, factor: 1e-2 },
  bp: { ...RATIO, factor: 1e-4 },
  count: { gauge: 'level_external', counter: 'count_external', factor: 1 },
};

function spec(name: string, unit: Unit, kind: MetricSpec['kind'], what: string): MetricSpec {
  return {
    name,
    unit,
    kind,
    scope: 'machine',
    details: 'none',
    help: `${what} that a program of the user's printed; the detail is the name that the user gave it.`,
  };
}

export const EXTERNAL_METRICS: readonly MetricSpec[] = [
  spec('power_external', 'uW', 'gauge', 'Power'),
  spec('energy_external', 'uJ', 'counter', 'Energy'),
  spec('time_external', 'us', 'counter', 'Time'),
  spec('memory_external', 'bytes', 'gauge', 'An amount of memory'),
  spec('bytes_external', 'bytes', 'counter', 'Bytes'),
  spec('frequency_external', 'hz', 'gauge', 'A frequency'),
  spec('temperature_external', 'mC', 'gauge', 'A temperature'),
  spec('ratio_external', 'ratio', 'gauge', 'A ratio'),
  spec('level_external', 'count', 'gauge', 'A number'),
  spec('count_external', 'count', 'counter', 'A count'),
];
