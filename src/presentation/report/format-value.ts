import {
  formatBytes,
  formatCarbon,
  formatDuration,
  formatEnergy,
  formatNumber,
  formatPower,
  formatShare,
} from './format-quantity.ts';

const FORMATS: Readonly<Record<string, (value: number, digits: number) => string>> = {
  us: (value) => formatDuration(value),
  uJ: formatEnergy,
  uW: formatPower,
  ugCO2e: formatCarbon,
  bytes: (value) => formatBytes(value),
  ratio: (value) => formatShare(value),
  count: (value) => formatNumber(value),
  hz: (value) => `${formatNumber(value / 1e6)} MHz`,
  mC: (value) => `${formatNumber(value / 1000)} °C`,
};

/**
 * A stored value in its unit, or in a custom metric's own.
 *
 * @param digits significant ones of energy, power and carbon: 2 for estimates
 */
export function formatValue(value: number, unit: string, digits: number): string {
  const format = Object.hasOwn(FORMATS, unit) ? FORMATS[unit] : undefined;
  return format === undefined ? `${formatNumber(value)} ${unit}` : format(value, digits);
}
