import type { EmitReading } from '../../stream.ts';

/** Columns in the order in which `parseGpuLine` reads them. */
export const GPU_QUERY = 'timestamp,index,power.draw,utilization.gpu,memory.used,temperature.gpu';

const TIMESTAMP = /^(\d{4})\/(\d{2})\/(\d{2}) (\d{2}):(\d{2}):(\d{2})\.(\d{3})$/;
const DECIMAL = /^\d{1,9}(\.\d{1,6})?$/;

/**
 * A line of `nvidia-smi --query-gpu`, CSV without units: `2026/03/01 12:00:00.123, 0, 68.42, 37, 1024, 41`. What a GPU
 * does not have is `[N/A]`, `[Not Supported]` or the like, and has no value. MiB, W and °C. Source: nvidia-smi(1).
 */
export function parseGpuLine(line: string, emit: EmitReading): void {
  const [timestamp = '', index = '', watts, percent, mebibytes, celsius, ...more] = line
    .split(',')
    .map((cell) => cell.trim());
  const unixUs = parseTimestamp(timestamp);
  if (unixUs === undefined || !/^\d{1,3}$/.test(index) || celsius === undefined || more.length > 0) return;
  const detail = `gpu-${index}`;
  const give = (metric: string, text: string | undefined, factor: number): void => {
    if (text !== undefined && DECIMAL.test(text))
      emit({ metric, detail, value: Math.round(Number(text) * factor), unixUs });
  };
  give('power_nvidia', watts, 1e6);
  if (percent !== undefined && DECIMAL.test(percent))
    emit({ metric: 'utilisation_nvidia', detail, value: Number(percent) / 100, unixUs });
  give('memory_used_nvidia', mebibytes, 2 ** 20);
  give('temperature_nvidia', celsius, 1e3);
}

/** µs since 1970 of a time that nvidia-smi was told to print in UTC. */
function parseTimestamp(text: string): number | undefined {
  const parts = TIMESTAMP.exec(text)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [year, month, day, hour, minute, second, ms] = parts as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Date.UTC(year, month - 1, day, hour, minute, second, ms) * 1000;
}
