import { existsSync } from 'node:fs';
import type { Environment } from '../../../domain/environment.ts';
import { firstOfEach, listCpus } from '../../cpu-list.ts';
import type { PlannedSource, Provider } from '../../provider.ts';
import { parseCount } from './parse.ts';

const CORE = 'thermal_throttling_core';
const PACKAGE = 'thermal_throttling_package';

/** How often Intel CPUs slowed down because they were too hot. */
export const cpuThermal: Provider = {
  id: 'cpu-thermal',
  optIn: true,
  metrics: [
    {
      name: CORE,
      unit: 'count',
      kind: 'counter',
      scope: 'machine',
      details: 'sum',
      help: 'Times at which a core slowed down because it was too hot, by package and core.',
    },
    {
      name: PACKAGE,
      unit: 'count',
      kind: 'counter',
      scope: 'machine',
      details: 'sum',
      help: 'Times at which a CPU package slowed down because it was too hot, by package.',
    },
  ],
  probe(env) {
    if (planThermal(env).length > 0) return { available: true };
    return {
      available: false,
      reason: `${env.roots.sysfs}/devices/system/cpu has no thermal_throttle`,
      advice: 'Only Intel CPUs count it, outside of virtual machines. See --provider hwmon for temperatures.',
    };
  },
  plan: (env, target) => (target.kind === 'machine' ? planThermal(env) : []),
  parse(source, bytes, emit) {
    const value = parseCount(bytes);
    const detail = source.context?.detail;
    if (value !== undefined && detail !== undefined) emit({ metric: source.role, detail, value });
  },
};

/** Threads of a core, and cores of a package, show the same counter: each is read once. */
function planThermal(env: Environment): PlannedSource[] {
  const cpus = listCpus(env);
  const chipOf = (chip: number | undefined): string => String(chip ?? 0);
  const cores = firstOfEach(cpus, ({ chip, core, number }) => `${chipOf(chip)}/${core ?? number}`);
  const packages = firstOfEach(cpus, ({ chip }) => chipOf(chip));
  const source = (folder: string, file: string, role: string, detail: string): PlannedSource => ({
    path: `${folder}/thermal_throttle/${file}`,
    offset: 0,
    length: 32,
    role,
    context: { detail },
  });
  return [
    ...packages.map(({ folder, chip }) =>
      source(folder, 'package_throttle_count', PACKAGE, `package-${chipOf(chip)}`),
    ),
    ...cores.map(({ folder, chip, core, number }) =>
      source(folder, 'core_throttle_count', CORE, `package-${chipOf(chip)}/core-${core ?? number}`),
    ),
  ].filter(({ path }) => existsSync(path));
}
