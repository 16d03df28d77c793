/** How a run is measured; stored with it. Durations in ms. */
export type Settings = {
  /** Time between samples. 99 and not 100 so that sampling does not march in step with periodic work. */
  readonly intervalMs: number;
  /** `off`: counters are read at marks and at no other time, so totals are exact and there are no curves. Absent is on. */
  readonly sampling?: 'on' | 'off';
  readonly baselineMs: number;
  readonly idleMs: number;
  /** Rest before and after the measured phases. */
  readonly pauseMs: number;
  /** Shortened for a first look: never mixed with full runs in statistics. */
  readonly quick: boolean;
  readonly bootTimeoutMs: number;
  readonly flowTimeoutMs: number;
  /** For each command of a flow that is waited for; absent: only the flow's limit. */
  readonly commandTimeoutMs?: number;
  readonly totalTimeoutMs: number;
  /** Time that one playwright command may take; `PLAYWRIGHT_TIMEOUT_MS` where it is absent. */
  readonly playwrightTimeoutMs?: number;
  readonly pull: 'always' | 'missing' | 'never';
  readonly noCache: boolean;
  readonly allowUnsafe: boolean;
  readonly skipUnsafe: boolean;
  /** Patterns of `docker-run-args` that the user allowed. */
  readonly allowedRunArgs?: readonly string[];
  /** What a wall-plug meter showed of the idle machine, for the estimate where no meter can be read. */
  readonly idleWatts?: number;
  /** Likewise with all threads busy. */
  readonly maxWatts?: number;
  /** What changes the default set of metric providers: `ID`, `ID=SETTING`, `no-ID`, `must-ID`. */
  readonly providers?: readonly string[];
};

export const PLAYWRIGHT_TIMEOUT_MS = 60_000;

export const FULL_SETTINGS: Settings = {
  intervalMs: 99,
  sampling: 'on',
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
