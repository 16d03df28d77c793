import { completeLines, parseUnsigned } from '../../kernel-text.ts';
import type { Emit, PlannedSource } from '../../provider.ts';

/** The metric of each kind of sensor that a graphics card has. */
export const METRIC_OF = { power: 'power_gpu', energy: 'energy_gpu', temp: 'temperature_gpu' } as const;

/** One number: µW, µJ, m°C, which are the stored units. A card that sleeps refuses the read, which is a gap. */
export function parseGpuSensor(source: PlannedSource, bytes: Uint8Array, emit: Emit): void {
  const value = parseUnsigned(completeLines(bytes)[0]);
  const metric = METRIC_OF[source.role as keyof typeof METRIC_OF];
  const detail = source.context?.detail;
  if (value !== undefined && detail !== undefined) emit({ metric, detail, value });
}
