/**
 * Stored values (µJ, µW, µs, bytes, µg) as text for people. The only place where units are converted.
 *
 * Three significant digits, two for estimates; a base unit is shown whole. Multiples are 1000-based everywhere, bytes
 * included. What is unknown is shown as `–`, never as 0.
 */
export const UNKNOWN = '–';

type Step = { readonly size: number; readonly unit: string };

const ENERGY: readonly Step[] = [
  { size: 1, unit: 'µJ' },
  { size: 1e3, unit: 'mJ' },
  { size: 1e6, unit: 'J' },
  { size: 1e9, unit: 'kJ' },
  { size: 3.6e12, unit: 'kWh' },
];
const POWER: readonly Step[] = [
  { size: 1, unit: 'µW' },
  { size: 1e3, unit: 'mW' },
  { size: 1e6, unit: 'W' },
  { size: 1e9, unit: 'kW' },
];
const BYTES: readonly Step[] = [
  { size: 1, unit: 'B' },
  { size: 1e3, unit: 'kB' },
  { size: 1e6, unit: 'MB' },
  { size: 1e9, unit: 'GB' },
  { size: 1e12, unit: 'TB' },
];
const CARBON: readonly Step[] = [
  { size: 1, unit: 'µg' },
  { size: 1e3, unit: 'mg' },
  { size: 1e6, unit: 'g' },
  { size: 1e9, unit: 'kg' },
  { size: 1e12, unit: 't' },
];
const TIME: readonly Step[] = [
  { size: 1, unit: 'µs' },
  { size: 1e3, unit: 'ms' },
  { size: 1e6, unit: 's' },
];

/** What one unit of something takes may be far below a base unit. */
const ENERGY_PER_UNIT: readonly Step[] = [{ size: 1e-6, unit: 'pJ' }, { size: 1e-3, unit: 'nJ' }, ...ENERGY];
const CARBON_PER_UNIT: readonly Step[] = [{ size: 1e-6, unit: 'pg' }, { size: 1e-3, unit: 'ng' }, ...CARBON];

const FULL_DIGITS = 3;

/** Microjoules. `digits` is 2 where the figure is an estimate. */
export function formatEnergy(energyUj: number | undefined, digits: number = FULL_DIGITS): string {
  return inSteps(energyUj, ENERGY, digits);
}

/** Microwatts. */
export function formatPower(powerUw: number | undefined, digits: number = FULL_DIGITS): string {
  return inSteps(powerUw, POWER, digits);
}

/** Micrograms of CO2 equivalent, without the word CO2e. */
export function formatCarbon(carbonUg: number | undefined, digits: number = FULL_DIGITS): string {
  return inSteps(carbonUg, CARBON, digits);
}

/** Microjoules that one unit of something took: down to picojoules. */
export function formatEnergyPerUnit(energyUj: number | undefined, digits: number = FULL_DIGITS): string {
  return inSteps(energyUj, ENERGY_PER_UNIT, digits);
}

/** Micrograms of CO2 equivalent of one unit of something: down to picograms. */
export function formatCarbonPerUnit(carbonUg: number | undefined, digits: number = FULL_DIGITS): string {
  return inSteps(carbonUg, CARBON_PER_UNIT, digits);
}

/** A plain number: whole ones as they are, others with four significant digits. */
export function formatNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  return String(Number(value.toPrecision(4)));
}

/** Bytes, 1000-based. */
export function formatBytes(bytes: number | undefined): string {
  return inSteps(bytes, BYTES, FULL_DIGITS);
}

/** Microseconds: `812 µs`, `12.3 s`, from 100 s on `1 min 42 s`, from an hour on `2 h 05 min`. */
export function formatDuration(durationUs: number | undefined): string {
  if (durationUs === undefined || !Number.isFinite(durationUs)) return UNKNOWN;
  const seconds = Math.round(durationUs / 1e6);
  if (durationUs < 99.95e6) return inSteps(durationUs, TIME, FULL_DIGITS);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${padded(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${padded(minutes % 60)} min`;
}

/** A fraction as percent: `61 %`, below ten `2.3 %`, and `< 0.1 %` for what is there but tiny. */
export function formatShare(ratio: number | undefined): string {
  if (ratio === undefined || !Number.isFinite(ratio)) return UNKNOWN;
  const percent = ratio * 100;
  if (percent === 0) return '0 %';
  if (Math.abs(percent) < 0.05) return '< 0.1 %';
  return Math.abs(percent) < 9.95 ? `${percent.toFixed(1)} %` : `${Math.round(percent)} %`;
}

function inSteps(value: number | undefined, steps: readonly Step[], digits: number): string {
  if (value === undefined || !Number.isFinite(value)) return UNKNOWN;
  let chosen = steps[0];
  if (chosen === undefined || value === 0) return `0 ${unitOfZero(steps)}`;
  for (const step of steps) {
    // Rounded before it is compared, so that 999.9 J becomes 1.00 kJ and not 1000 J.
    if (Math.abs(rounded(value / step.size, digits)) >= 1) chosen = step;
  }
  const scaled = value / chosen.size;
  const isBase = chosen === steps[0];
  return `${isBase ? Math.round(scaled) : withDigits(scaled, digits)} ${chosen.unit}`;
}

/** Nothing is written in the unit that people know: `0 J`, `0 B`, `0 s`. */
function unitOfZero(steps: readonly Step[]): string {
  return (steps === BYTES ? steps[0] : steps[2])?.unit ?? '';
}

function rounded(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

function withDigits(value: number, digits: number): string {
  const shown = rounded(value, digits);
  const whole = Math.floor(Math.log10(Math.abs(shown))) + 1;
  return shown.toFixed(Math.max(0, digits - whole));
}

function padded(value: number): string {
  return String(value).padStart(2, '0');
}
