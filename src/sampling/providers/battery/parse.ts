import { completeLines, parseUnsigned } from '../../kernel-text.ts';
import type { Emit, PlannedSource } from '../../provider.ts';

/**
 * A battery's `uevent`: lines `POWER_SUPPLY_NAME=value`. Power is POWER_NOW (µW), or CURRENT_NOW (µA) × VOLTAGE_NOW (µV),
 * and a value only while STATUS is Discharging. Some drivers show a current that flows out as negative.
 * Source: Documentation/ABI/testing/sysfs-class-power.
 */
export function parseBattery(source: PlannedSource, bytes: Uint8Array, emit: Emit): void {
  const lines = completeLines(bytes);
  const field = (name: string): string | undefined => {
    const prefix = `POWER_SUPPLY_${name}=`;
    return lines.find((line) => line.startsWith(prefix))?.slice(prefix.length);
  };
  const detail = source.context?.detail;
  if (detail === undefined || field('STATUS') !== 'Discharging') return;
  const amount = (name: string): number | undefined => parseUnsigned(field(name)?.replace(/^-/, ''));
  const value =
    source.role === 'power' ? amount('POWER_NOW') : product(amount('CURRENT_NOW'), amount('VOLTAGE_NOW'));
  if (value !== undefined) emit({ metric: 'power_battery', detail, value });
}

/** µA × µV in µW. */
function product(microamperes: number | undefined, microvolts: number | undefined): number | undefined {
  if (microamperes === undefined || microvolts === undefined) return undefined;
  const value = Math.round((microamperes / 1e6) * microvolts);
  return Number.isSafeInteger(value) ? value : undefined;
}
