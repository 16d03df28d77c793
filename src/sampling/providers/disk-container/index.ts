import { resourceAccounted } from '../../cgroup-files.ts';
import type { Provider } from '../../provider.ts';
import { activateDiskAccounting } from './activate.ts';
import { parseCgroupDisk, planCgroupDisk } from './files.ts';

const METRICS = { read: 'disk_read_bytes_container', written: 'disk_written_bytes_container' } as const;

/** Bytes that a container read from and wrote to disks, from its cgroup. */
export const diskContainer: Provider = {
  id: 'disk-container',
  metrics: [
    {
      name: METRICS.read,
      unit: 'bytes',
      kind: 'counter',
      scope: 'target',
      details: 'sum',
      help: 'Bytes that reached the container from whole disks; what came from the page cache is left out.',
    },
    {
      name: METRICS.written,
      unit: 'bytes',
      kind: 'counter',
      scope: 'target',
      details: 'sum',
      help: 'Bytes that the container wrote to whole disks; with cgroup v1 only what it wrote directly or with fsync.',
    },
  ],
  probe(env) {
    if (resourceAccounted(env, { v1: 'blkio', v2: 'io' })) return { available: true };
    return {
      available: false,
      reason: 'the kernel does not account disk traffic per cgroup (no blkio or io controller)',
      advice: 'Enable the io controller for containers: Delegate=io in the unit of the container engine.',
    };
  },
  prepare: activateDiskAccounting,
  plan(env, target) {
    if (target.kind !== 'container') return [];
    const own = planCgroupDisk(env, target.cgroup);
    // cgroup v1 forgets what ended containers did below a cgroup; v2 keeps it.
    const { v2 } = target.lasting ?? {};
    if (v2 === undefined || own.some(({ role }) => role !== 'io-stat')) return own;
    const lasting = planCgroupDisk(env, { v2 });
    return lasting.length > 0 ? lasting : own;
  },
  parse: (source, bytes, emit) => parseCgroupDisk(source, bytes, METRICS, emit),
};
