import type { Target } from './target.ts';
import type { MonoUs, UnixUs } from './units.ts';
import type { Warning } from './warnings.ts';

/**
 * An instant at which every source was read once, back to back: the border of a phase or flow.
 *
 * `monoUs` is taken before the first read, `endMonoUs` after the last. The value of a counter at a mark is the last
 * sample at or before `endMonoUs`; neighbouring flows share one mark, so their totals add up exactly.
 */
export type Mark = {
  /** 0, 1, 2… in the order in which they were set. */
  readonly id: number;
  readonly label: string;
  readonly monoUs: MonoUs;
  readonly endMonoUs: MonoUs;
  readonly unixUs: UnixUs;
};

/** One metric of one target over a recording: samples in time order, raw values as the kernel gave them. */
export type Series = {
  readonly metric: string;
  /** `targetName` of the target. */
  readonly target: string;
  /** Core, disk, interface or RAPL domain; absent where there is just one. */
  readonly detail?: string;
  /** Read time of each sample; same length as `values`, strictly increasing. */
  readonly timesMonoUs: Float64Array;
  /** In the metric's unit. Integers up to 2^53 are exact. */
  readonly values: Float64Array;
  /** A counter whose target was created while it was recorded: before its first sample it was 0. */
  readonly startsAtZero: boolean;
  /** The source vanished before the recording ended (container removed): later marks see the last value. */
  readonly goneAtMonoUs?: MonoUs;
  /** Its last value was read at the instant at which its target ended: nothing is missing. */
  readonly readAtEnd?: true;
  /** A counter that wraps: the largest value plus one step, from which a wrap is undone. */
  readonly wrapsAt?: number;
};

/** How well the recorder kept its schedule, and what it cost. */
export type RecorderStats = {
  readonly implementation: 'typescript' | 'c';
  /** Why it is not the C recorder, in words; absent where it is, or where the other one was asked for. */
  readonly fallback?: string;
  /** The isolated CPU that it was bound to; absent on a machine without. */
  readonly cpu?: number;
  /** As set; where `settings.sampling` is off nothing was sampled at it. */
  readonly intervalMs: number;
  readonly ticks: number;
  /** Deadlines that passed without a sample because the recorder was not scheduled in time. */
  readonly missedTicks: number;
  readonly jitterP99Us: number;
  readonly sources: number;
  readonly framesBytes: number;
  /** CPU time of the recorder process from ready to stop. */
  readonly cpuUs: number;
  readonly residentBytes: number;
};

/** What the recorder hands over when it stops. */
export type Recording = {
  readonly marks: readonly Mark[];
  readonly series: readonly Series[];
  readonly stats: RecorderStats;
  /** Faults of sources, one line each, already in words: "meminfo: EIO at …". */
  readonly faults: readonly string[];
  /** What the figures should be read with care for: known before recording began. */
  readonly warnings?: readonly Warning[];
  /** What was wrong with a provider that the user has said must work, in one sentence; the run has failed then. */
  readonly requiredFailure?: string;
};

/** The hold that orchestration has on the recorder: it sets marks and says which targets come and go. */
export type RecordingControl = {
  /** Aborts when the recorder has failed, with the error as its reason, so that nothing goes on unmeasured. */
  readonly lost?: AbortSignal;
  /** The recorder's process. */
  readonly pid?: number;
  /** Reads every source now. Resolves when the values are in the recording. */
  mark(label: string): Promise<Mark>;
  /**
   * Starts recording a target; resolves when its files are open and read once. A target that is already gone is no error.
   *
   * @returns whether everything is read once more at the instant at which the target's first process ends.
   */
  addTarget(target: Target): Promise<boolean>;
  /** Reads a target's sources a last time and closes them; call it before the target is removed. */
  removeTarget(name: string): Promise<void>;
  /**
   * CPU time of a target in µs as it would be recorded now, read at once and by this process; undefined where it is not
   * accounted. For the self-test of accounting, which is left out where a recording cannot do this.
   */
  cpuTimeUs?(target: Target): number | undefined;
};
