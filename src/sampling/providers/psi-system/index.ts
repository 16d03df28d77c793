import { readFileSync } from 'node:fs';
import type { MetricSpec } from '../../../domain/metric.ts';
import type { Provider } from '../../provider.ts';
import { PRESSURES, parsePressure } from './parse.ts';

const HELP = {
  cpu: 'Time in which tasks were ready and waited for a CPU: some, at least one did.',
  memory:
    'Time in which tasks waited for memory to be found: some, at least one did; full, all that were not idle did.',
  io: 'Time in which tasks waited for disks: some, at least one did; full, all that were not idle did.',
} as const;

/** How long work waited for CPU, memory and disks on the whole machine (pressure stall information). */
export const psiSystem: Provider = {
  id: 'psi-system',
  optIn: true,
  metrics: PRESSURES.map(
    (resource): MetricSpec => ({
      name: `pressure_${resource}_system`,
      unit: 'us',
      kind: 'counter',
      scope: 'machine',
      details: 'none',
      help: HELP[resource],
    }),
  ),
  probe(env) {
    if (PRESSURES.some((resource) => isOn(`${env.roots.procfs}/pressure/${resource}`)))
      return { available: true };
    return {
      available: false,
      reason: `${env.roots.procfs}/pressure cannot be read: the kernel was built or started without PSI`,
      advice: 'Start the kernel with the parameter psi=1 (Linux 4.20 and later).',
    };
  },
  plan(env, target) {
    if (target.kind !== 'machine') return [];
    return PRESSURES.map((resource) => ({
      path: `${env.roots.procfs}/pressure/${resource}`,
      offset: 0,
      length: 256,
      role: resource,
    })).filter(({ path }) => isOn(path));
  },
  parse: (source, bytes, emit) => parsePressure(bytes, `pressure_${source.role}_system`, emit),
};

/** With psi=0 the files are there and refuse to be read. */
function isOn(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}
