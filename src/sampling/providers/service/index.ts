import { existsSync } from 'node:fs';
import type { Provider } from '../../provider.ts';
import { parseCgroupCpu, planCgroupCpu } from '../cpu-container/files.ts';
import { parseProcessStat } from '../process/parse.ts';

const METRIC = 'cpu_time_service';

/** CPU time of what serves containers or runs beside them, from its cgroup, or from its processes where it has none. */
export const service: Provider = {
  id: 'service',
  metrics: [
    {
      name: METRIC,
      unit: 'us',
      kind: 'counter',
      scope: 'target',
      help: 'CPU time of the container engine, a helper of the runtime, or a group of system services, with all that its cgroup holds.',
    },
  ],
  probe: () => ({ available: true }),
  plan(env, target) {
    if (target.kind !== 'service') return [];
    if (target.cgroup !== undefined) return planCgroupCpu(env, target.cgroup);
    return (target.pids ?? [])
      .filter((pid) => existsSync(`${env.roots.procfs}/${pid}/stat`))
      .map((pid) => ({
        path: `${env.roots.procfs}/${pid}/stat`,
        offset: 0,
        length: 1024,
        role: 'process',
        context: { detail: String(pid) },
      }));
  },
  parse(source, bytes, emit) {
    if (source.role !== 'process') return parseCgroupCpu(source, bytes, METRIC, emit);
    const times = parseProcessStat(bytes);
    const part = source.context?.detail;
    if (times !== undefined && part !== undefined)
      emit({ metric: METRIC, part, value: times.ownUs + times.childrenUs });
  },
  combine: (_metric, parts) => [...parts.values()].reduce((sum, value) => sum + value, 0),
};
