import { completeLines, keyedValue, parseUnsigned } from '../../kernel-text.ts';

/** CPU time of a cgroup in µs from cgroup v1's cpuacct.usage (nanoseconds); a fraction of a µs is dropped. */
export function parseCpuacctUsage(bytes: Uint8Array): number | undefined {
  const nanoseconds = parseUnsigned(completeLines(bytes)[0]);
  return nanoseconds === undefined ? undefined : Math.floor(nanoseconds / 1000);
}

/** CPU time of a cgroup in µs from cgroup v2's cpu.stat. */
export function parseCpuStat(bytes: Uint8Array): number | undefined {
  return keyedValue(completeLines(bytes), 'usage_usec');
}
