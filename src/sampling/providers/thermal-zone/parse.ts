import { completeLines, parseUnsigned } from '../../kernel-text.ts';

/** temp of a thermal zone: m°C. Below 0 °C is no value: zones that are not wired show such. */
export function parseTemperature(bytes: Uint8Array): number | undefined {
  return parseUnsigned(completeLines(bytes)[0]);
}
