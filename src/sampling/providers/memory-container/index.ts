import { resourceAccounted } from '../../cgroup-files.ts';
import type { Provider } from '../../provider.ts';
import { parseCgroupMemory, planCgroupMemory } from './files.ts';
import { workingSet } from './parse.ts';
import { parseTreeMemory, planTreeMemory } from './tree.ts';

const METRIC = 'memory_used_container';

/** Working set of a container, from its cgroup. */
export const memoryContainer: Provider = {
  id: 'memory-container',
  metrics: [
    {
      name: METRIC,
      unit: 'bytes',
      kind: 'gauge',
      scope: 'target',
      help: 'Working set of the container: memory charged to it without file pages that were not used lately; without a cgroup, the resident memory of its processes, shared pages in each.',
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
  plan(env, target) {
    if (target.kind !== 'container') return [];
    const cgroup = planCgroupMemory(env, target.cgroup);
    return cgroup.length > 0 ? cgroup : planTreeMemory(env, target.treeRoot);
  },
  parse(source, bytes, emit) {
    if (source.role === 'tree-process') parseTreeMemory(source, bytes, METRIC, emit);
    else parseCgroupMemory(source, bytes, METRIC, emit);
  },
  combine(_metric, parts) {
    if (parts.has('usage') || parts.has('inactive')) return workingSet(parts);
    return parts.size === 0 ? undefined : [...parts.values()].reduce((sum, value) => sum + value, 0);
  },
};
