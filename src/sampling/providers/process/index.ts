import { existsSync } from 'node:fs';
import type { Provider } from '../../provider.ts';
import { parseProcessStat } from './parse.ts';

/** What joulelab itself costs: CPU time of its recorder and of the process that drives the measurement. */
export const toolProcess: Provider = {
  id: 'process',
  metrics: [
    {
      name: 'cpu_time_tool',
      unit: 'us',
      kind: 'counter',
      scope: 'tool',
      help: 'CPU time of a process of joulelab itself, all its threads; processes that it starts are left out.',
    },
  ],
  probe(env) {
    if (existsSync(`${env.roots.procfs}/self/stat`)) return { available: true };
    return {
      available: false,
      reason: `${env.roots.procfs}/self/stat does not exist`,
      advice: 'Nothing to do on a fixture tree: it has no processes.',
    };
  },
  plan(env, target) {
    if (target.kind !== 'tool') return [];
    const path = `${env.roots.procfs}/${target.pid}/stat`;
    return existsSync(path) ? [{ path, offset: 0, length: 1024, role: 'stat' }] : [];
  },
  parse(_source, bytes, emit) {
    const times = parseProcessStat(bytes);
    if (times !== undefined) emit({ metric: 'cpu_time_tool', value: times.ownUs });
  },
};
