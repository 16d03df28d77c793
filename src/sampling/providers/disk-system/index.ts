import { existsSync } from 'node:fs';
import { wholeDisks } from '../../block-devices.ts';
import type { Provider } from '../../provider.ts';
import { parseDiskstats } from './parse.ts';

/** Bytes read from and written to the machine's disks, from /proc/diskstats. */
export const diskSystem: Provider = {
  id: 'disk-system',
  metrics: [
    {
      name: 'disk_read_bytes_system',
      unit: 'bytes',
      kind: 'counter',
      scope: 'machine',
      details: 'sum',
      help: 'Bytes read from whole disks; partitions, device mapper, RAID and loop devices on top of them are left out.',
    },
    {
      name: 'disk_written_bytes_system',
      unit: 'bytes',
      kind: 'counter',
      scope: 'machine',
      details: 'sum',
      help: 'Bytes written to whole disks; partitions, device mapper, RAID and loop devices on top of them are left out.',
    },
  ],
  probe(env) {
    if (!existsSync(`${env.roots.procfs}/diskstats`)) {
      return {
        available: false,
        reason: `${env.roots.procfs}/diskstats does not exist`,
        advice: 'Run joulelab on a machine whose kernel counts block I/O.',
      };
    }
    if (Object.keys(wholeDisks(env)).length > 0) return { available: true };
    return {
      available: false,
      reason: `${env.roots.sysfs}/block has no disk with a device behind it`,
      advice: 'Nothing to do on a machine without disks (network boot, container).',
    };
  },
  plan(env, target) {
    if (target.kind !== 'machine') return [];
    const only = Object.values(wholeDisks(env));
    if (only.length === 0) return [];
    return [
      {
        path: `${env.roots.procfs}/diskstats`,
        offset: 0,
        length: 32_768,
        role: 'diskstats',
        context: { only },
      },
    ];
  },
  parse: (source, bytes, emit) => parseDiskstats(bytes, source.context?.only ?? [], emit),
};
