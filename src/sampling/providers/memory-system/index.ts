import { existsSync } from 'node:fs';
import type { Provider } from '../../provider.ts';
import { parseMeminfo } from './parse.ts';

/** Memory in use on the whole machine, from /proc/meminfo. */
export const memorySystem: Provider = {
  id: 'memory-system',
  metrics: [
    {
      name: 'memory_used_system',
      unit: 'bytes',
      kind: 'gauge',
      scope: 'machine',
      help: 'Memory that programs and the kernel hold and that could not be had without swapping; caches that can be dropped are left out.',
    },
  ],
  probe(env) {
    if (existsSync(`${env.roots.procfs}/meminfo`)) return { available: true };
    return {
      available: false,
      reason: `${env.roots.procfs}/meminfo does not exist`,
      advice: 'Run joulelab on Linux with /proc mounted.',
    };
  },
  plan(env, target) {
    if (target.kind !== 'machine' || !existsSync(`${env.roots.procfs}/meminfo`)) return [];
    // MemTotal, MemFree and MemAvailable are the first three lines.
    return [{ path: `${env.roots.procfs}/meminfo`, offset: 0, length: 256, role: 'meminfo' }];
  },
  parse(_source, bytes, emit) {
    const value = parseMeminfo(bytes);
    if (value !== undefined) emit({ metric: 'memory_used_system', value });
  },
};
