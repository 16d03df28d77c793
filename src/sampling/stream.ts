import type { Environment } from '../domain/environment.ts';
import type { MetricSpec } from '../domain/metric.ts';
import type { Availability, Emission } from './provider.ts';

/**
 * Where the text of a stream comes from.
 *
 * - `program` runs as long as the recording; every line that it prints is a reading;
 * - `poll-http` asks an address for each reading; the body is one reading;
 * - `poll-filesystem` asks the kernel how full the file system at a path is; a reading is JSON.
 */
export type StreamSource =
  | {
      readonly kind: 'program';
      readonly argv: readonly string[];
      readonly env?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'poll-http';
      readonly url: string;
      readonly everyMs: number;
      readonly timeoutMs: number;
    }
  | {
      readonly kind: 'poll-filesystem';
      readonly path: string;
      readonly everyMs: number;
      readonly timeoutMs: number;
    };

/** A stream that is to be recorded. */
export type StreamPlan = {
  /** What fault lines call it, such as `shelly http://10.0.0.7`. */
  readonly name: string;
  readonly source: StreamSource;
  /** What its text means, where the user's setting says it. */
  readonly context?: {
    readonly detail: string;
    readonly metric: string;
    /** Values in the metric's unit are the printed ones times this. */
    readonly factor: number;
    /** Each value is what came on top since the one before. */
    readonly delta?: true;
  };
};

/** A value of a reading. */
export type StreamEmission = Emission & {
  /** When the value was taken, if the text says it; else the time of arrival counts. */
  readonly unixUs?: number;
  /** The value is what a counter grew by since the previous one. */
  readonly delta?: true;
};

export type EmitReading = (emission: StreamEmission) => void;

/**
 * A metric provider whose source is no kernel file: a program's output or a meter in the network. Machine scope, and
 * always opt-in. Text is kept with its time of arrival while phases run and parsed after they are over.
 */
export type StreamProvider = {
  /** Name of its folder. */
  readonly id: string;
  readonly metrics: readonly MetricSpec[];
  /** How its setting is written after `ID=`; absent for a provider that needs none. */
  readonly setting?: string;
  /** Whether the machine has what is needed to read it. Reads files, asks no meter. */
  probe(env: Environment): Availability;
  /**
   * What to run or ask.
   *
   * @throws {JoulelabError} 'usage' for a setting that is wrong
   */
  plan(env: Environment, setting: string): StreamPlan;
  /** A reading to values. Pure; never throws. What is cut off or not understood gives fewer values, never a wrong one. */
  parse(plan: StreamPlan, text: string, emit: EmitReading): void;
};
