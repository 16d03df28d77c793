const LINE_FEED = 0x0a;

/**
 * The complete lines of a kernel file. What stands behind the last line feed is dropped: a read that was cut off in
 * the middle of a number must give no number rather than a wrong one.
 */
export function completeLines(bytes: Uint8Array): string[] {
  const end = bytes.lastIndexOf(LINE_FEED);
  if (end < 0) return [];
  return Buffer.from(bytes.buffer, bytes.byteOffset, end).toString('latin1').split('\n');
}

/** An unsigned decimal as the kernel prints it; undefined for everything else and above 2^53, where it is not exact. */
export function parseUnsigned(text: string | undefined): number | undefined {
  if (text === undefined || !/^[0-9]{1,16}$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The words of a line, split at blanks. */
export function words(line: string): string[] {
  return line.split(/\s+/).filter((word) => word !== '');
}

/** The value of `KEY VALUE` in a flat keyed file (cgroup's memory.stat and cpu.stat); undefined where it is missing. */
export function keyedValue(lines: readonly string[], key: string): number | undefined {
  const prefix = `${key} `;
  const line = lines.find((candidate) => candidate.startsWith(prefix));
  return line === undefined ? undefined : parseUnsigned(line.slice(prefix.length));
}
