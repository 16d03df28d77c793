import { completeLines, parseUnsigned, words } from '../../kernel-text.ts';

/** Memory in use in bytes from /proc/meminfo: what is there minus what programs could still get. */
export function parseMeminfo(bytes: Uint8Array): number | undefined {
  const lines = completeLines(bytes);
  const total = kibibytes(lines, 'MemTotal:');
  const available = kibibytes(lines, 'MemAvailable:');
  if (total === undefined || available === undefined || available > total) return undefined;
  return (total - available) * 1024;
}

function kibibytes(lines: readonly string[], key: string): number | undefined {
  const [, value, unit] = words(lines.find((line) => line.startsWith(key)) ?? '');
  return unit === 'kB' ? parseUnsigned(value) : undefined;
}
