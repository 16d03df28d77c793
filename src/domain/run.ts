import type { Calibration } from './calibration.ts';
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
  /** Maker of the machine, as its firmware has it (DMI). */
  readonly vendor?: string;
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

/** How a container's CPU time was accounted, and what the self-test before [BOOT] said of this way. */
export type AccountingFacts = {
  readonly method: 'cgroup' | 'process-tree' | 'none';
  readonly check: 'verified' | 'not-verified' | 'wrong';
  /** What was seen: "90 ms were spun, 104 ms accounted"; why it could not be verified. */
  readonly seen: string;
};

/** A row of the attribution beside containers, and the rows whose use its counter holds too. */
export type ServiceFacts = {
  /** As its series are named. */
  readonly name: string;
  /** Names of targets that lie in its cgroup and have rows of their own. */
  readonly holds: readonly string[];
};

export type ContainerFacts = {
  readonly name: string;
  readonly id: string;
  readonly image: string;
  /** Content digest of the image that ran. */
  readonly imageId: string;
  /** `REPOSITORY@sha256:…` as the registry names it; absent for an image that no registry has seen. */
  readonly imageDigests?: readonly string[];
  /** Effective OCI runtime, and its version where it says it. */
  readonly runtime: string;
  readonly runtimeVersion?: string;
  /** Its program or shim, where the engine or its configuration tells it, and the arguments that the engine gives it. */
  readonly runtimeBinary?: string;
  readonly runtimeArgs?: readonly string[];
  /** What was done differently because of the runtime, and what to know about figures under it. */
  readonly policies?: readonly string[];
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly accounting?: AccountingFacts;
  /** Of a container that ended by itself. */
  readonly exitCode?: number;
  /** When it ended by itself, as the engine's event says. */
  readonly endedUnixUs?: UnixUs;
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

/** Samples of a scenario's own metric, read from what containers and commands printed. */
export type CustomMetricRecord = {
  readonly name: string;
  readonly unit: string;
  /** The metric counts what the software delivers, so energy and carbon are reported per unit of it. */
  readonly sci: boolean;
  /** One entry a container, in columns: as many values as times. */
  readonly samples: readonly {
    readonly source: string;
    readonly unixUs: readonly UnixUs[];
    readonly values: readonly number[];
  }[];
};

export type Note = { readonly unixUs: UnixUs; readonly source: string; readonly text: string };

/** A repository that a scenario names under `relations`, without credentials. */
export type RelationFacts = { readonly uri: string; readonly branch?: string; readonly commit: string };

/** The place of a run among those of one call, which are measured in turn; absent where there was just one. */
export type Batch = {
  /** 12 hex digits, the same for all runs of the call. */
  readonly id: string;
  /** From 1 on, in the order measured. */
  readonly position: number;
  readonly size: number;
  /** From 1 on: the how manieth time that this scenario is measured under this runtime. */
  readonly iteration: number;
  /** OCI runtime of all services, where the call chose it. */
  readonly runtime?: string;
};

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
      /** Repositories mounted at /tmp/relations/KEY, by key, as they were measured. */
      readonly relations?: Readonly<Record<string, RelationFacts>>;
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
  readonly batch?: Batch;
  readonly subject: Subject;
  readonly settings: Settings;
  readonly machine: MachineFacts;
  /** What `joulelab calibrate` had found of this machine when the run began. */
  readonly calibration?: Calibration;
  readonly engine?: EngineFacts;
  readonly containers: readonly ContainerFacts[];
  /** What else was accounted for itself. */
  readonly services?: readonly ServiceFacts[];
  readonly marks: readonly Mark[];
  readonly phases: readonly MeasuredPhase[];
  readonly recorder?: RecorderStats;
  readonly warnings: readonly Warning[];
  readonly notes: readonly Note[];
  readonly logs: readonly LogEntry[];
  /** Present where the scenario has `custom_metrics`; one without samples is in it too. */
  readonly customMetrics?: readonly CustomMetricRecord[];
  readonly error?: RunError;
};
