import { resourceAccounted } from '../../cgroup-files.ts';
import type { Provider } from '../../provider.ts';
import { parseCgroupCpu, planCgroupCpu } from './files.ts';

/** CPU time of a container, from its cgroup. */
export const cpuContainer: Provider = {
  id: 'cpu-container',
  metrics: [
    {
      name: 'cpu_time_container',
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
  plan: (env, target) => (target.kind === 'container' ? planCgroupCpu(env, target.cgroup) : []),
  parse: (source, bytes, emit) => parseCgroupCpu(source, bytes, 'cpu_time_container', emit),
};
