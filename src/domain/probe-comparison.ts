import type { ProbeReport, ProbeResult } from './runtimes.ts';

/** A fact in which two reports differ. `undefined`: it is not in that report. */
export type Difference<T> = {
  readonly what: string;
  readonly before: T | undefined;
  readonly after: T | undefined;
};

export type RuntimeDifference = {
  readonly name: string;
  /** Which of the reports has probed it. */
  readonly probedIn: 'both' | 'before' | 'after';
  readonly facts: readonly Difference<string>[];
  /** Capabilities with another outcome; only of a runtime that both have probed. */
  readonly results: readonly Difference<ProbeResult>[];
  /** Capabilities that both have asked about. */
  readonly asked: number;
};

/** What is different between two probe reports: of two machines, or of two versions on one. */
export type ProbeComparison = {
  readonly schema: 'joulelab.probe-comparison/1';
  readonly before: Pick<ProbeReport, 'id' | 'measuredUnixUs'>;
  readonly after: Pick<ProbeReport, 'id' | 'measuredUnixUs'>;
  readonly facts: readonly Difference<string>[];
  readonly runtimes: readonly RuntimeDifference[];
};
