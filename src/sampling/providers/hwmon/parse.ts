import type { SensorKind } from '../../hwmon-chips.ts';
import { completeLines, parseUnsigned } from '../../kernel-text.ts';
import type { Emit, PlannedSource } from '../../provider.ts';

/** The metric of each kind of sensor. */
export const METRIC_OF: Readonly<Record<SensorKind, string>> = {
  temp: 'temperature_hwmon',
  fan: 'fan_speed_hwmon',
  power: 'power_hwmon',
  energy: 'energy_hwmon',
};

/**
 * One number: m°C, turns per minute, µW, µJ, which are the stored units. Below 0 °C is no value: sensors that are not wired
 * show such.
 */
export function parseSensor(source: PlannedSource, bytes: Uint8Array, emit: Emit): void {
  const value = parseUnsigned(completeLines(bytes)[0]);
  const metric = METRIC_OF[source.role as SensorKind];
  const detail = source.context?.detail;
  if (value !== undefined && detail !== undefined) emit({ metric, detail, value });
}
