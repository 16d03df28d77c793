import type { RatioComparison } from './comparison.ts';
import type { EnergySource } from './report.ts';
import type { EngineFacts, MachineFacts } from './run.ts';
import type { Isolation } from './runtimes.ts';
import type { UnixUs } from './units.ts';

/** A task of a bench, as a reader needs to know it. */
export type WorkloadFacts = {
  /** `cpu`: chosen with `--only`. */
  readonly id: string;
  /** A few words that a sentence can begin with: "system calls". */
  readonly title: string;
  /** What exactly is done in one block: programs and amounts. */
  readonly does: string;
  /**
   * `work`: a fixed amount of work, so time and energy compare like for like. `rest`: containers that do nothing for a
   * fixed time, so their use is compared and not the time.
   */
  readonly kind: 'work' | 'rest';
  /** Containers that are there at once. */
  readonly containers: number;
};

/** One of the things that are compared: a runtime under an engine, or the host without any container. */
export type BenchArm = {
  /** As given on the command line: `runsc`, `rootless`, `host`. */
  readonly name: string;
  /** Name for people: "gVisor". */
  readonly title: string;
  readonly isolation?: Isolation;
  /** Absent for the host. */
  readonly engine?: EngineFacts;
  /** OCI runtime as the engine calls it. */
  readonly runtime?: string;
  readonly runtimeVersion?: string;
  /** What its figures are to be read with, in words. */
  readonly notes: readonly string[];
  /** Set where the arm was left out, or given up on the way: why. */
  readonly leftOut?: string;
};

/** What was measured of one task under one arm in one block. Absent is unknown. */
export type BenchFigures = {
  readonly durationUs: number;
  /** CPU time accounted to the containers (or the host's command): cgroups, the runtime's own of the container included. */
  readonly ownCpuUs?: number;
  /** Busy time of all threads of the machine without joulelab's own: helpers of the runtime outside of its cgroups are in it. */
  readonly machineCpuUs?: number;
  /** Energy of the machine from begin to end of the task. */
  readonly energyUj?: number;
  /** Most memory that the containers had in use, by their cgroups; all containers of the task together. */
  readonly memoryBytes?: number;
  /** Memory in use on the machine in the mean. */
  readonly machineMemoryBytes?: number;
};

/** A cell of the schedule and what came of it. `skipped`: the arm was given up before. */
export type BenchCell = {
  /** From 1 on. */
  readonly block: number;
  readonly workload: string;
  readonly arm: string;
} & (
  | { readonly outcome: 'measured'; readonly figures: BenchFigures }
  | { readonly outcome: 'failed' | 'hung' | 'skipped'; readonly reason: string }
);

/** What is compared between arms. CPU time is `ownCpuUs` where that of all is known, else `machineCpuUs`. */
export const BENCH_QUANTITIES = ['time', 'cpu', 'energy', 'memory'] as const;
export type BenchQuantity = (typeof BENCH_QUANTITIES)[number];

/** An arm against the reference in one task and one quantity; `comparison.adjustedPValue` is Holm's over all tasks and arms. */
export type BenchComparison = {
  readonly workload: string;
  readonly arm: string;
  readonly quantity: BenchQuantity;
  readonly comparison: RatioComparison;
};

/** What containers cost that do nothing, in the mean over blocks. Absent is unknown. */
export type RestCost = {
  readonly workload: string;
  readonly arm: string;
  readonly containers: number;
  /** Of one container, by its cgroup. */
  readonly memoryBytes?: number;
  /** By how much more memory the machine had in use than with nothing started, a container; needs the arm `host`. */
  readonly machineMemoryBytes?: number;
  /** CPU time of all together, as a share of one core. */
  readonly cpuShare?: number;
  /** Of the whole machine. */
  readonly powerUw?: number;
};

export type BenchSettings = {
  readonly blocks: number;
  /** Small amounts of work: a first look. */
  readonly quick: boolean;
  /** The order of the schedule follows from it. */
  readonly seed: number;
  /** Limits of each container, the same under all runtimes; an engine that cannot enforce them is noted with the arm. */
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly image: string;
  readonly timeoutMs: number;
};

/** What `joulelab runtimes bench` stores and prints with --json. */
export type BenchReport = {
  readonly schema: 'joulelab.bench/1';
  /** 12 hex digits. */
  readonly id: string;
  readonly measuredUnixUs: UnixUs;
  readonly joulelabVersion: string;
  readonly machine: MachineFacts;
  readonly settings: BenchSettings;
  readonly energySource: EnergySource;
  readonly workloads: readonly WorkloadFacts[];
  /** Name of the arm that all others are compared to. */
  readonly reference: string;
  readonly arms: readonly BenchArm[];
  /** In the order in which they were done. */
  readonly cells: readonly BenchCell[];
  readonly comparisons: readonly BenchComparison[];
  readonly rest: readonly RestCost[];
  /** False where it was interrupted: what had been measured until then is there. */
  readonly complete: boolean;
};
