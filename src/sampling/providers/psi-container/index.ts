import type { MetricSpec } from '../../../domain/metric.ts';
import { cgroupKind, findCgroupFile } from '../../cgroup-files.ts';
import type { Provider } from '../../provider.ts';
import { psiSystem } from '../psi-system/index.ts';
import { PRESSURES } from '../psi-system/parse.ts';
import { parsePressure } from './parse.ts';

const HELP = {
  cpu: 'Time in which tasks of the container waited for a CPU, its own limit included: some, at least one; full, all of them.',
  memory:
    'Time in which tasks of the container waited for memory: some, at least one; full, all that were not idle.',
  io: 'Time in which tasks of the container waited for disks: some, at least one; full, all that were not idle.',
} as const;

/** How long work in a container waited for CPU, memory and disks, from its cgroup (v2 only). */
export const psiContainer: Provider = {
  id: 'psi-container',
  optIn: true,
  metrics: PRESSURES.map(
    (resource): MetricSpec => ({
      name: `pressure_${resource}_container`,
      unit: 'us',
      kind: 'counter',
      scope: 'target',
      details: 'none',
      help: HELP[resource],
    }),
  ),
  probe(env) {
    if (cgroupKind(env) !== 'v2') {
      return {
        available: false,
        reason: 'the machine has cgroup v1, which does not count pressure',
        advice: 'Use cgroup v2: start the kernel with systemd.unified_cgroup_hierarchy=1.',
      };
    }
    return psiSystem.probe(env);
  },
  plan(env, target) {
    // On a v1 or hybrid machine the v2 tree may have the files, and nothing in them.
    if (target.kind !== 'container' || cgroupKind(env) !== 'v2') return [];
    return PRESSURES.flatMap((resource) => {
      const found = findCgroupFile(env, target.cgroup, [{ role: resource, file: `${resource}.pressure` }]);
      return found === undefined ? [] : [{ ...found, offset: 0, length: 256 }];
    });
  },
  parse: (source, bytes, emit) => parsePressure(bytes, `pressure_${source.role}_container`, emit),
};
