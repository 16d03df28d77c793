import { completeLines, parseUnsigned, words } from '../../kernel-text.ts';
import type { Emit } from '../../provider.ts';

/** The kernel counts in sectors of 512 bytes whatever the disk's own are. Source: kernel's iostats. */
const SECTOR_BYTES = 512;

/** Lines of /proc/diskstats `major minor name reads merged sectors-read ms writes merged sectors-written …`. */
export function parseDiskstats(bytes: Uint8Array, disks: readonly string[], emit: Emit): void {
  for (const line of completeLines(bytes)) {
    const fields = words(line);
    const detail = fields[2];
    if (detail === undefined || !disks.includes(detail)) continue;
    const read = parseUnsigned(fields[5]);
    const written = parseUnsigned(fields[9]);
    if (read === undefined || written === undefined) continue;
    emit({ metric: 'disk_read_bytes_system', detail, value: read * SECTOR_BYTES });
    emit({ metric: 'disk_written_bytes_system', detail, value: written * SECTOR_BYTES });
  }
}
