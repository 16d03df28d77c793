import { existsSync } from 'node:fs';
import { listCpus } from '../../cpu-list.ts';
import type { Provider } from '../../provider.ts';
import { parseFrequency } from './parse.ts';

/** Frequency of each thread of the CPU, from cpufreq. */
export const cpuFrequency: Provider = {
  id: 'cpu-frequency',
  optIn: true,
  metrics: [
    {
      name: 'frequency_core',
      unit: 'hz',
      kind: 'gauge',
      scope: 'machine',
      details: 'none',
      help: 'Frequency of each thread of the CPU, as measured since the last reading or as asked for, depending on the driver.',
    },
  ],
  probe(env) {
    if (listCpus(env).some(({ folder }) => existsSync(`${folder}/cpufreq/scaling_cur_freq`)))
      return { available: true };
    return {
      available: false,
      reason: `${env.roots.sysfs}/devices/system/cpu has no cpufreq`,
      advice:
        'Measure on a physical machine with a cpufreq driver: virtual machines and some firmware settings have none.',
    };
  },
  plan(env, target) {
    if (target.kind !== 'machine') return [];
    return listCpus(env)
      .map(({ folder, number }) => ({
        path: `${folder}/cpufreq/scaling_cur_freq`,
        offset: 0,
        length: 32,
        role: 'frequency',
        context: { detail: String(number) },
      }))
      .filter(({ path }) => existsSync(path));
  },
  parse(source, bytes, emit) {
    const value = parseFrequency(bytes);
    const detail = source.context?.detail;
    if (value !== undefined && detail !== undefined) emit({ metric: 'frequency_core', detail, value });
  },
};
