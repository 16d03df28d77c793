import type { BlockStatistics, Calibration } from '../domain/calibration.ts';
import type { EnergySource } from '../domain/report.ts';
import { tQuantile } from './comparison/student-t.ts';

/**
 * Half of the 95 % band in µW that the machine's own unsteadiness puts around a mean power over `durationUs`.
 *
 * t × s × √max(1, B / T): s is the standard deviation of the calibration's blocks of length B (the larger of that at rest and that under
 * full load), t Student's quantile for as many blocks. A phase shorter than a block averages less, so its band is wider, by the law for
 * independent fluctuations. A longer one gets no narrower band: slow drift, of temperature above all, does not average out.
 *
 * Undefined without a calibration of at least two blocks by the same energy source.
 */
export function powerNoiseUw(
  calibration: Calibration | undefined,
  source: EnergySource,
  durationUs: number,
): number | undefined {
  if (calibration === undefined || durationUs <= 0 || !isSameSource(calibration, source)) return undefined;
  const bands = [calibration.idle, calibration.fullLoad].flatMap(blockBandUw);
  if (bands.length < 2) return undefined;
  const blockUs = calibration.blockMs * 1000;
  return Math.round(Math.max(...bands) * Math.sqrt(Math.max(1, blockUs / durationUs)));
}

/** Whether a calibration was made by the meter, or the kind of estimate, that a run's energy comes from. */
export function isSameSource(calibration: Calibration, source: EnergySource): boolean {
  if (calibration.energySource !== source.kind || source.kind === 'none') return false;
  return source.kind === 'estimated' || (calibration.provider ?? 'rapl') === source.provider;
}

function blockBandUw({ power }: BlockStatistics): number | [] {
  if (power?.standardDeviation === undefined || power.blocks < 2) return [];
  return tQuantile(0.975, power.blocks - 1) * power.standardDeviation;
}
