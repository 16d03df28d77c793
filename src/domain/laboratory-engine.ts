/** What a command of the engine left behind. Its exit code is a value, bad or not. */
export type EngineAnswer = {
  readonly exitCode: number;
  /** First MiB. */
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
};

/** Standard input of a call: a text, or what another call of the engine prints. */
export type CallInput = { readonly text: string } | { readonly outputOf: readonly string[] };

/** A container's use at one instant, where joulelab looks for it. Absent: it is not accounted there. */
export type ContainerCounters = {
  readonly cpuUs?: number;
  readonly receivedBytes?: number;
  readonly sentBytes?: number;
};

/** What came of a clean-up. */
export type Removal = {
  /** Processes that had to be killed, because the engine did not end them. */
  readonly killed: number;
  /** Names of what could not be removed. */
  readonly left: readonly string[];
};

/**
 * The container engine as the laboratory uses it. Nothing blocks for longer than the limit it was given: a runtime that hangs
 * blocks the engine's calls, not the tool.
 */
export type LaboratoryEngine = {
  /**
   * Runs `docker ARGS…` to its end; undefined where it did not end within the limit and was killed.
   * @throws the signal's reason, once the command has been killed
   */
  call(
    args: readonly string[],
    options: { readonly limitMs: number; readonly input?: CallInput; readonly signal: AbortSignal },
  ): Promise<EngineAnswer | undefined>;
  /** The name of a new object, unique to the id. */
  name(id: string, part: string): string;
  /** Options that mark a new object as joulelab's own; `id` is what `remove` takes. */
  labels(id: string): readonly string[];
  /** The engine's own statistics of a container: CPU time; undefined where it does not answer in time. */
  statistics(
    containerId: string,
    options: { readonly limitMs: number; readonly signal: AbortSignal },
  ): Promise<ContainerCounters | undefined>;
  /** Reads the kernel's counters where the container's runtime says that they are. */
  counters(containerId: string): Promise<ContainerCounters>;
  /** Removes everything that carries the label; processes that keep the engine from it are killed. Never throws. */
  remove(id: string): Promise<Removal>;
  /** Whether the engine still answers questions about all its containers. */
  answers(): Promise<boolean>;
};
