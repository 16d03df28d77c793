import { completeLines, keyedValue } from '../../kernel-text.ts';
import type { Emit } from '../../provider.ts';

/**
 * cpu.stat: `nr_throttled`, and `throttled_usec` (v2, µs) or `throttled_time` (v1, ns). A v2 cgroup without the cpu
 * controller has neither.
 */
export function parseThrottling(role: string, bytes: Uint8Array, emit: Emit): void {
  const lines = completeLines(bytes);
  const periods = keyedValue(lines, 'nr_throttled');
  const time = role === 'v1' ? keyedValue(lines, 'throttled_time') : keyedValue(lines, 'throttled_usec');
  if (time !== undefined) {
    emit({ metric: 'throttled_time_container', value: role === 'v1' ? Math.floor(time / 1000) : time });
  }
  if (periods !== undefined) emit({ metric: 'throttled_count_container', value: periods });
}
