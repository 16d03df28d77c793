import { resourceAccounted } from '../../cgroup-files.ts';
import type { Provider } from '../../provider.ts';
import { parseCgroupCpu, planCgroupCpu } from './files.ts';
import { parseTreeCpu, planTreeCpu } from './tree.ts';

const METRIC = 'cpu_time_container';

/** CPU time of a container, from its cgroup, or from its processes where it has none. */
export const cpuContainer: Provider = {
  id: 'cpu-container',
  metrics: [
    {
      name: METRIC,
      unit: 'us',
      kind: 'counter',
      scope: 'target',
      help: 'CPU time of all processes in the container, in user and kernel mode, ended ones included.',
    },
  ],
  probe(env) {
    if (resourceAccounted(env, { v1: 'cpuacct' })) return { available: true };
    return {
      available: false,
      reason: `neither the cgroup v1 controller cpuacct nor cgroup v2 is mounted under ${env.roots.cgroupfs}`,
      advice: 'Mount cgroup v2: sudo mount -t cgroup2 none /sys/fs/cgroup',
    };
  },
  plan(env, target) {
    if (target.kind !== 'container') return [];
    const lasting = planCgroupCpu(env, target.lasting ?? {});
    const cgroup = lasting.length > 0 ? lasting : planCgroupCpu(env, target.cgroup);
    return cgroup.length > 0 ? cgroup : planTreeCpu(env, target.treeRoot);
  },
  parse(source, bytes, emit) {
    if (source.role.startsWith('tree-')) parseTreeCpu(source, bytes, METRIC, emit);
    else parseCgroupCpu(source, bytes, METRIC, emit);
  },
  combine: (_metric, parts) => [...parts.values()].reduce((sum, value) => sum + value, 0),
};
