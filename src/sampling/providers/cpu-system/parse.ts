import { completeLines, parseUnsigned, words } from '../../kernel-text.ts';
import type { Emit } from '../../provider.ts';

/** The kernel shows these times in units of 1/100 s on every architecture that Node runs on. Source: proc_stat(5). */
const TICK_US = 10_000;

/**
 * The `cpu` line of /proc/stat: `user nice system idle iowait irq softirq steal guest guest_nice`.
 *
 * Busy is user + nice + system + irq + softirq. Guest time is part of user and nice already. A line without `steal`
 * (kernels before 2.6.11) is not understood.
 */
export function parseCpuLine(bytes: Uint8Array, emit: Emit): void {
  const line = completeLines(bytes)[0];
  if (line === undefined || !line.startsWith('cpu ')) return;
  const times = words(line).slice(1, 9).map(parseUnsigned);
  if (times.length < 8 || times.includes(undefined)) return;
  const [user, nice, system, idle, iowait, irq, softirq, steal] = times as number[] as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  emit({ metric: 'cpu_time_system', value: (user + nice + system + irq + softirq) * TICK_US });
  emit({ metric: 'cpu_idle_time_system', value: (idle + iowait) * TICK_US });
  emit({ metric: 'cpu_steal_time_system', value: steal * TICK_US });
}
