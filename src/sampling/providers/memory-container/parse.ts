import { completeLines, keyedValue, parseUnsigned } from '../../kernel-text.ts';

/** Bytes charged to a cgroup, from memory.current (v2) or memory.usage_in_bytes (v1). */
export function parseMemoryUsage(bytes: Uint8Array): number | undefined {
  return parseUnsigned(completeLines(bytes)[0]);
}

/** Bytes of file pages that were not used lately, descendants included, from memory.stat of either version. */
export function parseInactiveFile(bytes: Uint8Array, version: 'v1' | 'v2'): number | undefined {
  return keyedValue(completeLines(bytes), version === 'v1' ? 'total_inactive_file' : 'inactive_file');
}

/** The working set: what is charged minus what the kernel would drop first. */
export function workingSet(parts: ReadonlyMap<string, number>): number | undefined {
  const usage = parts.get('usage');
  const inactive = parts.get('inactive');
  return usage === undefined || inactive === undefined ? undefined : Math.max(0, usage - inactive);
}
