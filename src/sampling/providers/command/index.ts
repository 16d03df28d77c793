import { readFileSync } from 'node:fs';
import type { Environment } from '../../../domain/environment.ts';
import type { Target } from '../../../domain/target.ts';
import type { PlannedSource, Provider } from '../../provider.ts';
import { parseCgroupCpu, planCgroupCpu } from '../cpu-container/files.ts';
import { parseCgroupDisk, planCgroupDisk } from '../disk-container/files.ts';
import { parseCgroupMemory, planCgroupMemory } from '../memory-container/files.ts';
import { workingSet } from '../memory-container/parse.ts';
import { parseProcessStat } from '../process/parse.ts';
import { parseTreeCpu, treeCpu } from './parse.ts';

const CPU = 'cpu_time_command';
const MEMORY = 'memory_used_command';
const DISK = { read: 'disk_read_bytes_command', written: 'disk_written_bytes_command' } as const;

/** What a measured host command uses, from its cgroup; without one, CPU time from the process tree. */
export const command: Provider = {
  id: 'command',
  metrics: [
    {
      name: CPU,
      unit: 'us',
      kind: 'counter',
      scope: 'target',
      help: 'CPU time of the command and its descendants; without a cgroup, of those descendants that were waited for.',
    },
    {
      name: MEMORY,
      unit: 'bytes',
      kind: 'gauge',
      scope: 'target',
      help: 'Working set of the command and its descendants: memory charged to its cgroup without file pages not used lately.',
    },
    {
      name: DISK.read,
      unit: 'bytes',
      kind: 'counter',
      scope: 'target',
      details: 'sum',
      help: 'Bytes that reached the command and its descendants from whole disks; what came from the page cache is left out.',
    },
    {
      name: DISK.written,
      unit: 'bytes',
      kind: 'counter',
      scope: 'target',
      details: 'sum',
      help: 'Bytes that the command and its descendants wrote to whole disks; with cgroup v1 only direct and synced writes.',
    },
  ],
  probe: () => ({ available: true }),
  plan(env, target) {
    if (target.kind !== 'command') return [];
    if (target.cgroup === undefined) return planTree(env, target);
    return [
      ...planCgroupCpu(env, target.cgroup).map(withPrefix('cpu')),
      ...planCgroupMemory(env, target.cgroup).map(withPrefix('memory')),
      ...planCgroupDisk(env, target.cgroup).map(withPrefix('disk')),
    ];
  },
  parse(source, bytes, emit) {
    const [kind = '', role = ''] = source.role.split('/');
    const inner = { ...source, role };
    if (kind === 'cpu') parseCgroupCpu(inner, bytes, CPU, emit);
    else if (kind === 'memory') parseCgroupMemory(inner, bytes, MEMORY, emit);
    else if (kind === 'disk') parseCgroupDisk(inner, bytes, DISK, emit);
    else parseTreeCpu(source, bytes, CPU, emit);
  },
  combine: (metric, parts) => (metric === MEMORY ? workingSet(parts) : treeCpu(parts)),
};

/** Says with the role which of the three resources a cgroup's file is about. */
function withPrefix(kind: string): (source: PlannedSource) => PlannedSource {
  return (source) => ({ ...source, role: `${kind}/${source.role}` });
}

/** The command's and its parent's process file; what the parent waited for before is subtracted later. */
function planTree(env: Environment, target: Extract<Target, { kind: 'command' }>): readonly PlannedSource[] {
  const parent = `${env.roots.procfs}/${target.parentPid}/stat`;
  const before = waitedForUs(parent);
  if (before === undefined) return [];
  return [
    { path: `${env.roots.procfs}/${target.pid}/stat`, offset: 0, length: 1024, role: 'tree-process' },
    { path: parent, offset: 0, length: 1024, role: 'tree-parent', context: { baseUs: before } },
  ];
}

function waitedForUs(path: string): number | undefined {
  try {
    return parseProcessStat(readFileSync(path))?.childrenUs;
  } catch {
    return undefined;
  }
}
