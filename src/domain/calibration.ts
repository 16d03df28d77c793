import type { UnixUs } from './units.ts';

/** A figure over several blocks of equal length. */
export type Spread = {
  readonly mean: number;
  /** Sample standard deviation of the blocks; absent for a single one. */
  readonly standardDeviation?: number;
  readonly blocks: number;
};

/** How the machine behaved over blocks of one kind. */
export type BlockStatistics = {
  /** µW; absent where there is no energy source. */
  readonly power?: Spread;
  /** Machine's CPU utilisation: 1 is all threads busy. */
  readonly cpuUtilisation: Spread;
};

/** What `joulelab calibrate` found out about this machine: what it draws at rest and under load, and how steadily. */
export type Calibration = {
  readonly measuredUnixUs: UnixUs;
  /** Of the machine that was calibrated; on another one the calibration is not used. */
  readonly machine: { readonly hostname: string; readonly cpuModel?: string; readonly threads: number };
  readonly energySource: 'measured' | 'estimated' | 'none';
  /** Provider of the measured energy; absent in calibrations from before there were several, which is `rapl`. */
  readonly provider?: string;
  /** Length of a block in ms. */
  readonly blockMs: number;
  readonly intervalMs: number;
  /** At rest while the recorder samples every `intervalMs`. */
  readonly idle: BlockStatistics;
  /** At rest while the recorder reads the ends of the block only. */
  readonly idleUnsampled: BlockStatistics;
  /** With all threads busy, while the recorder samples. */
  readonly fullLoad: BlockStatistics;
  /** CPU time of the recorder while it samples, as a share of one core. */
  readonly recorderCpu: Spread;
};
