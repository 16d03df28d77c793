import { existsSync } from 'node:fs';
import { listCpus } from '../../cpu-list.ts';
import type { Provider } from '../../provider.ts';
import { parseCoreLines } from './parse.ts';

/** Longest line of a thread in /proc/stat: its name and ten numbers. */
const LINE_BYTES = 128;

/** CPU time of each thread of the machine, from /proc/stat. */
export const cpuCore: Provider = {
  id: 'cpu-core',
  optIn: true,
  metrics: [
    {
      name: 'cpu_time_core',
      unit: 'us',
      kind: 'counter',
      scope: 'machine',
      details: 'sum',
      help: 'Time in which each thread of the CPU was busy; waiting for I/O and time stolen by a hypervisor are left out.',
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
    const path = `${env.roots.procfs}/stat`;
    if (target.kind !== 'machine' || !existsSync(path)) return [];
    const lines = Math.max(1, listCpus(env).length) + 1;
    return [{ path, offset: 0, length: LINE_BYTES * lines, role: 'stat' }];
  },
  parse: (_source, bytes, emit) => parseCoreLines(bytes, emit),
};
