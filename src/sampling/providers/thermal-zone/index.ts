import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Environment } from '../../../domain/environment.ts';
import type { PlannedSource, Provider } from '../../provider.ts';
import { parseTemperature } from './parse.ts';

/** Temperatures by which the kernel decides on cooling. */
export const thermalZone: Provider = {
  id: 'thermal-zone',
  optIn: true,
  metrics: [
    {
      name: 'temperature_thermal_zone',
      unit: 'mC',
      kind: 'gauge',
      scope: 'machine',
      details: 'none',
      help: 'Temperature of each thermal zone of the kernel, named by its type and number.',
    },
  ],
  probe(env) {
    if (planZones(env).length > 0) return { available: true };
    return {
      available: false,
      reason: `${env.roots.sysfs}/class/thermal has no zone`,
      advice: 'Measure on a physical machine; --provider hwmon may have temperatures too.',
    };
  },
  plan: (env, target) => (target.kind === 'machine' ? planZones(env) : []),
  parse(source, bytes, emit) {
    const value = parseTemperature(bytes);
    const detail = source.context?.detail;
    if (value !== undefined && detail !== undefined)
      emit({ metric: 'temperature_thermal_zone', detail, value });
  },
};

function planZones(env: Environment): PlannedSource[] {
  const folder = `${env.roots.sysfs}/class/thermal`;
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => /^thermal_zone(\d+)$/.exec(name)?.[1] ?? [])
    .sort((left, right) => Number(left) - Number(right))
    .flatMap((number) => {
      const zone = `${folder}/thermal_zone${number}`;
      if (!existsSync(`${zone}/temp`) || !existsSync(`${zone}/type`)) return [];
      const detail = `${readFileSync(`${zone}/type`, 'latin1').trim()}-${number}`;
      return [{ path: `${zone}/temp`, offset: 0, length: 32, role: 'temperature', context: { detail } }];
    });
}
