import type { CommandFailure, ErrorCode } from './errors.ts';
import type { MeasuredPhase } from './phase.ts';
import type { Mark, RecorderStats } from './recording.ts';
import type { Settings } from './settings.ts';
import type { UnixUs } from './units.ts';
import type { Warning } from './warnings.ts';

/** Facts about the machine that a reader needs to judge the numbers. Absent is unknown, never 0. */
export type MachineFacts = {
  readonly hostname: string;
  readonly kernel: string;
  readonly cpuModel?: string;
  readonly cpuMhz?: number;
  readonly cpuVendor?: 'intel' | 'amd' | 'arm' | 'other';
  readonly chips?: number;
  readonly cores?: number;
  readonly threads: number;
  readonly memoryBytes: number;
  readonly virtualMachine: boolean;
  readonly cgroup: 'v1' | 'hybrid' | 'v2';
};

export type ContainerFacts = {
  readonly name: string;
  readonly id: string;
  readonly image: string;
  /** Content digest of the image that ran. */
  readonly imageId: string;
  /** Effective OCI runtime, and its version where it says it. */
  readonly runtime: string;
  readonly runtimeVersion?: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly exitCode?: number;
};

export type EngineFacts = {
  readonly name: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly socket: string;
  readonly rootless: boolean;
  readonly storageDriver: string;
  readonly cgroupDriver: string;
};

/** What went wrong in a failed run, as stored. */
export type RunError = {
  readonly code: ErrorCode;
  readonly message: string;
  readonly advice: string;
  /** Phase or flow in which it happened. */
  readonly phase?: string;
  readonly failure?: CommandFailure;
};

/** Captured output of a container or a command. */
export type LogEntry = {
  readonly container: string;
  /** The flow command as written; absent for the container's own output. */
  readonly command?: string;
  readonly phase?: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** Bytes that the size cap cut off. */
  readonly cutBytes: number;
};

export type Note = { readonly unixUs: UnixUs; readonly source: string; readonly text: string };

/** What is measured: a usage scenario, or one host command. */
export type Subject =
  | {
      readonly kind: 'scenario';
      readonly file: string;
      readonly resolvedText: string;
      readonly variables: Readonly<Record<string, string>>;
      readonly uri?: string;
      readonly branch?: string;
      readonly commit?: string;
      readonly dirty?: boolean;
    }
  | {
      readonly kind: 'command';
      readonly argv: readonly string[];
      readonly cwd: string;
      readonly exitCode?: number;
    };

/** One measurement. While `status` is `running` the lists hold what is known so far. */
export type Run = {
  /** 12 hex digits, unique; the first few are enough on the command line. */
  readonly id: string;
  readonly name: string;
  readonly status: 'running' | 'completed' | 'failed';
  readonly startedUnixUs: UnixUs;
  readonly endedUnixUs?: UnixUs;
  /** Process that measures: how a later start finds out that it died. */
  readonly pid: number;
  readonly joulelabVersion: string;
  readonly subject: Subject;
  readonly settings: Settings;
  readonly machine: MachineFacts;
  readonly engine?: EngineFacts;
  readonly containers: readonly ContainerFacts[];
  readonly marks: readonly Mark[];
  readonly phases: readonly MeasuredPhase[];
  readonly recorder?: RecorderStats;
  readonly warnings: readonly Warning[];
  readonly notes: readonly Note[];
  readonly logs: readonly LogEntry[];
  readonly error?: RunError;
};
