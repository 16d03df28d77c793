import { resourceAccounted } from '../../cgroup-files.ts';
import type { Provider } from '../../provider.ts';
import { parseCgroupMemory, planCgroupMemory } from './files.ts';
import { workingSet } from './parse.ts';

/** Working set of a container, from its cgroup. */
export const memoryContainer: Provider = {
  id: 'memory-container',
  metrics: [
    {
      name: 'memory_used_container',
      unit: 'bytes',
      kind: 'gauge',
      scope: 'target',
      help: 'Working set of the container: memory charged to it without file pages that were not used lately.',
    },
  ],
  probe(env) {
    if (resourceAccounted(env, { v1: 'memory', v2: 'memory' })) return { available: true };
    return {
      available: false,
      reason: 'the kernel does not account memory per cgroup (no memory controller)',
      advice: 'Boot with cgroup_enable=memory on the kernel command line (Raspberry Pi OS leaves it out).',
    };
  },
  plan: (env, target) => (target.kind === 'container' ? planCgroupMemory(env, target.cgroup) : []),
  parse: (source, bytes, emit) => parseCgroupMemory(source, bytes, 'memory_used_container', emit),
  combine: (_metric, parts) => workingSet(parts),
};
