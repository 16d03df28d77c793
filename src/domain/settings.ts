/** How a run is measured; stored with it. Durations in ms. */
export type Settings = {
  /** Time between samples. 99 and not 100 so that sampling does not march in step with periodic work. */
  readonly intervalMs: number;
  readonly baselineMs: number;
  readonly idleMs: number;
  /** Rest before and after the measured phases. */
  readonly pauseMs: number;
  /** Shortened for a first look: never mixed with full runs in statistics. */
  readonly quick: boolean;
  readonly bootTimeoutMs: number;
  readonly flowTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly pull: 'always' | 'missing' | 'never';
  readonly noCache: boolean;
  readonly allowUnsafe: boolean;
  readonly skipUnsafe: boolean;
};

export const FULL_SETTINGS: Settings = {
  intervalMs: 99,
  baselineMs: 60_000,
  idleMs: 60_000,
  pauseMs: 5_000,
  quick: false,
  bootTimeoutMs: 60_000,
  flowTimeoutMs: 3_600_000,
  totalTimeoutMs: 6 * 3_600_000,
  pull: 'missing',
  noCache: false,
  allowUnsafe: false,
  skipUnsafe: false,
};

/** `--quick`: the same phases, short. */
export const QUICK_SETTINGS: Settings = {
  ...FULL_SETTINGS,
  baselineMs: 3_000,
  idleMs: 2_000,
  pauseMs: 0,
  quick: true,
};
