import { completeLines, parseUnsigned, words } from '../../kernel-text.ts';
import type { Emit } from '../../provider.ts';

/** See cpu-system: the kernel shows these times in units of 1/100 s. Source: proc_stat(5). */
const TICK_US = 10_000;

/** The lines `cpuN user nice system idle iowait irq softirq steal …` of /proc/stat: busy time by thread. */
export function parseCoreLines(bytes: Uint8Array, emit: Emit): void {
  for (const line of completeLines(bytes)) {
    const [name = '', ...cells] = words(line);
    const number = /^cpu(\d{1,5})$/.exec(name)?.[1];
    const times = cells.slice(0, 8).map(parseUnsigned);
    if (number === undefined || times.length < 8 || times.includes(undefined)) continue;
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = times;
    emit({
      metric: 'cpu_time_core',
      detail: number,
      value: (user + nice + system + irq + softirq) * TICK_US,
    });
  }
}
