import { findCgroupFile, resourceAccounted } from '../../cgroup-files.ts';
import type { Provider } from '../../provider.ts';
import { parseThrottling } from './parse.ts';

/** How often and how long a container waited because its CPU limit was used up, from its cgroup. */
export const cpuThrottling: Provider = {
  id: 'cpu-throttling',
  metrics: [
    {
      name: 'throttled_time_container',
      unit: 'us',
      kind: 'counter',
      scope: 'target',
      help: 'Time in which threads of the container had work and waited for its CPU limit, summed over CPU threads.',
    },
    {
      name: 'throttled_count_container',
      unit: 'count',
      kind: 'counter',
      scope: 'target',
      help: 'Periods (100 ms as a rule) in which the container used up its CPU limit.',
    },
  ],
  probe(env) {
    if (resourceAccounted(env, { v1: 'cpu', v2: 'cpu' })) return { available: true };
    return {
      available: false,
      reason: 'the kernel does not limit CPU per cgroup (no cpu controller)',
      advice: 'Enable the cpu controller for containers: Delegate=cpu in the unit of the container engine.',
    };
  },
  plan(env, target) {
    if (target.kind !== 'container') return [];
    const found = findCgroupFile(env, target.cgroup, [
      { role: 'v1', file: 'cpu.stat', controller: 'cpu' },
      { role: 'v2', file: 'cpu.stat' },
    ]);
    return found === undefined ? [] : [{ ...found, offset: 0, length: 1024 }];
  },
  parse: (source, bytes, emit) => parseThrottling(source.role, bytes, emit),
};
