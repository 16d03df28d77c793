import { completeLines, parseUnsigned, words } from '../../kernel-text.ts';

export type InterfaceBytes = { readonly name: string; readonly received: number; readonly sent: number };

/**
 * The lines of a net/dev file: `eth0: bytes packets errs drop fifo frame compressed multicast bytes …`, where the
 * ninth figure begins the sent side. Head lines and lines that are not understood are left out.
 */
export function parseNetDev(bytes: Uint8Array): readonly InterfaceBytes[] {
  return completeLines(bytes).flatMap((line) => {
    const colon = line.lastIndexOf(':');
    if (colon < 0) return [];
    const fields = words(line.slice(colon + 1));
    const received = parseUnsigned(fields[0]);
    const sent = parseUnsigned(fields[8]);
    if (received === undefined || sent === undefined) return [];
    return [{ name: line.slice(0, colon).trim(), received, sent }];
  });
}
