import { completeLines, parseUnsigned, words } from '../../kernel-text.ts';

export type DiskBytes = { readonly read?: number; readonly written?: number };

/** blkio.throttle.io_service_bytes of cgroup v1: lines `8:0 Read 4096`, and `Total 4096` at the end. */
export function parseServiceBytes(bytes: Uint8Array): ReadonlyMap<string, DiskBytes> {
  const disks = new Map<string, DiskBytes>();
  for (const line of completeLines(bytes)) {
    const [device, operation, amount, ...rest] = words(line);
    const value = parseUnsigned(amount);
    if (device === undefined || value === undefined || rest.length > 0) continue;
    if (operation === 'Read') disks.set(device, { ...disks.get(device), read: value });
    if (operation === 'Write') disks.set(device, { ...disks.get(device), written: value });
  }
  return disks;
}

/** io.stat of cgroup v2: lines `8:0 rbytes=4096 wbytes=0 rios=1 …`; a device may be there without figures. */
export function parseIoStat(bytes: Uint8Array): ReadonlyMap<string, DiskBytes> {
  const disks = new Map<string, DiskBytes>();
  for (const line of completeLines(bytes)) {
    const [device, ...pairs] = words(line);
    if (device === undefined) continue;
    const read = pairValue(pairs, 'rbytes=');
    const written = pairValue(pairs, 'wbytes=');
    disks.set(device, {
      ...(read === undefined ? {} : { read }),
      ...(written === undefined ? {} : { written }),
    });
  }
  return disks;
}

/** Whether a file says that the cgroup has done no I/O yet: empty on v2, only a total of 0 on v1. */
export function saysNoIo(role: string, bytes: Uint8Array): boolean {
  if (role === 'io-stat') return bytes.length === 0;
  return Buffer.from(bytes).toString('latin1') === 'Total 0\n';
}

function pairValue(pairs: readonly string[], key: string): number | undefined {
  return parseUnsigned(pairs.find((pair) => pair.startsWith(key))?.slice(key.length));
}
