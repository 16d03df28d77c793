import type { Environment } from '../domain/environment.ts';
import type { MetricSpec } from '../domain/metric.ts';
import type { Target } from '../domain/target.ts';
import type { Warning } from '../domain/warnings.ts';

/** A file that the recorder keeps open and copies at every sample. */
export type PlannedSource = {
  readonly path: string;
  /** Byte at which reading begins; 0 for nearly all kernel files. */
  readonly offset: number;
  /** Bytes to read at most. Small where only the head of a file matters: it is what a sample can cost in memory. */
  readonly length: number;
  /** Which of the provider's files it is: how `parse` knows the format. */
  readonly role: string;
  /** What was found out when the file was planned and is needed to read it: disks, interfaces, a base value. */
  readonly context?: SourceContext;
};

export type SourceContext = {
  /** RAPL domain. */
  readonly detail?: string;
  readonly wrapsAt?: number;
  /** Names to keep: whole disks, physical interfaces. */
  readonly only?: readonly string[];
  /** Names to leave out. */
  readonly ignore?: readonly string[];
  /** Whole disks by `major:minor`. */
  readonly disks?: Readonly<Record<string, string>>;
  /** Which process it is, ids being used again: for targets whose processes come and go, which are planned again and again. */
  readonly process?: string;
  readonly pageBytes?: number;
  /** Subtracted from a counter: what it held before the target existed. */
  readonly baseUs?: number;
  /** Whether a file without figures means 0 rather than "not counted". */
  readonly countsFromZero?: boolean;
  /** One count of a binary counter in µJ (MSR). */
  readonly stepUj?: number;
};

/** A value in the metric's unit, found in one sample. */
export type Emission = {
  readonly metric: string;
  readonly value: number;
  readonly detail?: string;
  /**
   * Where a metric needs several files (usage minus inactive file pages), each value is a named part, and the
   * provider's `combine` makes the metric's value from the parts of one round.
   */
  readonly part?: string;
  /** The part is no more when its source is gone; without this its last value stays. */
  readonly endsWithSource?: true;
  readonly wrapsAt?: number;
};

export type Emit = (emission: Emission) => void;

/** Whether a provider works on a machine; if not, why, and what would enable it. */
export type Availability =
  | {
      readonly available: true;
      /** It works, but its numbers want care: goes into the warnings of every run that records it. */
      readonly caveat?: Warning;
    }
  | { readonly available: false; readonly reason: string; readonly advice: string };

export type ProviderStatus = {
  readonly id: string;
  /** Whether it records without being asked for. */
  readonly defaultOn: boolean;
  readonly metrics: readonly string[];
} & Availability;

/**
 * A metric provider: which kernel files to record, and what their bytes mean.
 *
 * Adding one is a folder in `providers/` and a line in `providers/registry.ts`; the contract test holds every
 * registered provider to the rules below.
 */
export type Provider = {
  /** Name of its folder. */
  readonly id: string;
  /** Left out unless a user asks for it, because each of its files costs a read at every sample. */
  readonly optIn?: true;
  readonly metrics: readonly MetricSpec[];
  /** Looks whether the machine has what the provider reads. Reads files, changes nothing. */
  probe(env: Environment): Availability;
  /**
   * Makes the kernel count what it would not count by itself. Called once before anything is planned; changes nothing
   * that a measured program could notice; never throws. Left out by nearly all providers.
   */
  prepare?(env: Environment): void;
  /** The files that hold this provider's metrics of `target`; none for a target that is not its own, or that is gone. */
  plan(env: Environment, target: Target): readonly PlannedSource[];
  /**
   * Bytes of one sample of `source` to values. Pure; never throws. Bytes that are cut off, empty or not understood
   * give fewer values, never a wrong one.
   */
  parse(source: PlannedSource, bytes: Uint8Array, emit: Emit): void;
  /** The value of a metric from its parts; undefined while parts are missing. */
  combine?(metric: string, parts: ReadonlyMap<string, number>): number | undefined;
};
