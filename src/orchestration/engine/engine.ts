import type Docker from 'dockerode';
import type { EngineFacts } from '../../domain/run.ts';
import type { EngineVariant } from './variants.ts';

/** What the engine may hand out to containers, and which limits it can enforce. */
export type EngineCapacity = {
  readonly cpus: number;
  readonly memoryBytes: number;
  /** False where the engine has no cgroup controller for it (rootless without delegation). */
  readonly enforcesCpus: boolean;
  readonly enforcesMemory: boolean;
  readonly enforcesSwap: boolean;
};

/** An OCI runtime as the engine lists it. */
export type RuntimeEntry = {
  readonly name: string;
  /** Binary that the engine starts; absent for shims, of which the engine tells no path. */
  readonly path?: string;
  /** Of an entry without a path: its shim's name or path, `io.containerd.kata.v2`, where the engine or its daemon.json tells it. */
  readonly runtimeType?: string;
  /** The runtime's own configuration file, likewise. */
  readonly configPath?: string;
  readonly args: readonly string[];
};

/**
 * A container engine that answered. Objects are created with its CLI, because a scenario may carry the CLI's own
 * options; all that happens in measured phases goes over the API socket, so that no process is started for it.
 */
export type Engine = AsyncDisposable & {
  readonly facts: EngineFacts;
  /** In what it differs from other engines. */
  readonly variant: EngineVariant;
  readonly capacity: EngineCapacity;
  /** Listed runtimes; a shim name such as `io.containerd.kata.v2` works without being listed (Docker 23 and later). */
  readonly runtimes: readonly RuntimeEntry[];
  readonly defaultRuntime: string;
  /** What the engine's machine is, in the engine's words: `amd64`, `arm64`. */
  readonly architecture: string;
  /** Whether the engine takes builds from BuildKit's client; Podman's compatible socket does not. */
  readonly buildKit: boolean;
  /** Version of the default runc as the engine reports it. */
  readonly runcVersion?: string;
  /** `unix:///…` or `tcp://…`: given to the CLI with `--host`. */
  readonly host: string;
  /** Environment for the CLI: without the variables that would lead it to another engine. */
  readonly cliEnv: NodeJS.ProcessEnv;
  readonly api: Docker;
};
