import type { GridIntensity } from '../domain/report.ts';

/**
 * Carbon of an amount of electricity, in whole µg CO2e: µJ × g/kWh ÷ 3.6e6, as 1 kWh = 3.6e12 µJ and 1 g = 1e6 µg.
 * Operational carbon only, without that of making the hardware.
 */
export function carbonUg(energyUj: number, grid: GridIntensity): number {
  return Math.round((energyUj * grid.gramsPerKwh) / 3.6e6);
}
