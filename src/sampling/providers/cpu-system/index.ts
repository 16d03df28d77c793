import { existsSync } from 'node:fs';
import type { Provider } from '../../provider.ts';
import { parseCpuLine } from './parse.ts';

/** CPU time of the whole machine, from /proc/stat. */
export const cpuSystem: Provider = {
  id: 'cpu-system',
  metrics: [
    {
      name: 'cpu_time_system',
      unit: 'us',
      kind: 'counter',
      scope: 'machine',
      help: 'Time in which the threads of the CPU were busy, summed over all threads; waiting for I/O and time stolen by a hypervisor are left out.',
    },
    {
      name: 'cpu_idle_time_system',
      unit: 'us',
      kind: 'counter',
      scope: 'machine',
      help: 'Time in which the threads of the CPU had nothing to do or waited for I/O, summed over all threads.',
    },
    {
      name: 'cpu_steal_time_system',
      unit: 'us',
      kind: 'counter',
      scope: 'machine',
      help: 'Time in which a hypervisor ran something else although this virtual machine had work, summed over all threads.',
    },
  ],
  probe(env) {
    if (existsSync(`${env.roots.procfs}/stat`)) return { available: true };
    return {
      available: false,
      reason: `${env.roots.procfs}/stat does not exist`,
      advice: 'Run joulelab on Linux with /proc mounted.',
    };
  },
  plan(env, target) {
    if (target.kind !== 'machine' || !existsSync(`${env.roots.procfs}/stat`)) return [];
    // The sum over all threads is the first line.
    return [{ path: `${env.roots.procfs}/stat`, offset: 0, length: 256, role: 'stat' }];
  },
  parse: (_source, bytes, emit) => parseCpuLine(bytes, emit),
};
