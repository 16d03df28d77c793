import type { Environment } from '../../../domain/environment.ts';
import type { CgroupPaths } from '../../../domain/target.ts';
import { wholeDisks } from '../../block-devices.ts';
import { findCgroupFile } from '../../cgroup-files.ts';
import type { Emit, PlannedSource } from '../../provider.ts';
import { countsDiskTraffic } from './activate.ts';
import { parseIoStat, parseServiceBytes, saysNoIo } from './parse.ts';

/** The file that holds a cgroup's disk traffic; the one that includes descendants where there are two. */
export function planCgroupDisk(env: Environment, cgroup: CgroupPaths): readonly PlannedSource[] {
  const found = findCgroupFile(env, cgroup, [
    { role: 'service-bytes', file: 'blkio.throttle.io_service_bytes_recursive', controller: 'blkio' },
    { role: 'service-bytes', file: 'blkio.throttle.io_service_bytes', controller: 'blkio' },
    { role: 'io-stat', file: 'io.stat' },
  ]);
  if (found === undefined) return [];
  const countsFromZero = found.role === 'io-stat' || countsDiskTraffic(env);
  return [{ ...found, offset: 0, length: 8192, context: { disks: wholeDisks(env), countsFromZero } }];
}

/** Emits bytes read and written of each whole disk; of every device where sysfs shows no disk. */
export function parseCgroupDisk(
  source: PlannedSource,
  bytes: Uint8Array,
  metrics: { readonly read: string; readonly written: string },
  emit: Emit,
): void {
  const disks = source.context?.disks ?? {};
  if (saysNoIo(source.role, bytes)) {
    if (source.context?.countsFromZero !== true) return;
    for (const detail of Object.values(disks)) {
      emit({ metric: metrics.read, detail, value: 0 });
      emit({ metric: metrics.written, detail, value: 0 });
    }
    return;
  }
  const found = source.role === 'io-stat' ? parseIoStat(bytes) : parseServiceBytes(bytes);
  const knowsDisks = Object.keys(disks).length > 0;
  for (const [device, { read, written }] of found) {
    const detail = knowsDisks ? disks[device] : device;
    if (detail === undefined) continue;
    if (read !== undefined) emit({ metric: metrics.read, detail, value: read });
    if (written !== undefined) emit({ metric: metrics.written, detail, value: written });
  }
}
