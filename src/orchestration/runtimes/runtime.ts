import type { Environment } from '../../domain/environment.ts';
import type { Target } from '../../domain/target.ts';
import type { Engine, RuntimeEntry } from '../engine/engine.ts';

/** What a runtime is under the engine: found or not, and its version where it tells one. */
export type RuntimeStatus =
  | { readonly installed: true; readonly version?: string }
  | { readonly installed: false; readonly reason: string; readonly advice: string };

/** How the orchestration treats containers under a runtime. Declared, so that no other stage asks for a name. */
export type RuntimePolicy = {
  /**
   * How services find each other by name: through the engine's resolver at 127.0.0.11, or, where the guest has a
   * loopback of its own and cannot reach it, not at all.
   */
  readonly nameResolution: 'engine' | 'unavailable';
  readonly privileged: boolean;
  readonly hostNetwork: boolean;
};

/** A running container as its engine describes it. */
export type RunningContainer = {
  readonly name: string;
  readonly id: string;
  /** The engine's `State.Pid`: init, or the process that stands for the container on the host. */
  readonly pid: number;
  readonly networkMode: string;
};

/** Where a container's use is accounted; `ownCgroup` false means that its CPU and memory cannot be told from others'. */
export type Accounting = {
  readonly target: Extract<Target, { kind: 'container' }>;
  readonly ownCgroup: boolean;
};

/** An OCI runtime (adding one: a folder and a line in the registry). */
export type Runtime = {
  readonly id: string;
  /** Name for people. */
  readonly title: string;
  /** Whether the engine's entry, or a shim name that it does not list, is this runtime. */
  recognise(entry: RuntimeEntry): boolean;
  inspect(entry: RuntimeEntry, engine: Engine): Promise<RuntimeStatus>;
  readonly policy: RuntimePolicy;
  /** Finds out where a running container is accounted; a container that has just ended gives an accounting without cgroup. */
  accounting(container: RunningContainer, env: Environment): Accounting;
};
