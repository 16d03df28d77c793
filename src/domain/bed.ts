/** How a command or a first process ended. */
export type BoxExit = {
  readonly exitCode: number /** Last lines of what it printed. */;
  readonly tail: string;
};

/** A piece of work that is ready to begin. */
export type ReadyWork = {
  /** Lets it begin and resolves when it has ended. Nothing is started in between but the work itself. */
  go(): Promise<BoxExit>;
};

/** A script in two parts: what is made ready, and what is measured. Both for `sh`; the second becomes the process itself. */
export type Script = { readonly prepare?: string; readonly work: string };

/** Something in which work is done: a container, or on the host a place that has the same programs. */
export type Box = {
  readonly name: string;
  /** Starts its first process; resolves when it runs. */
  start(): Promise<void>;
  /** Resolves when its first process has ended. */
  ended(): Promise<BoxExit>;
  /** Address by which other boxes reach it; undefined without a network. */
  address(): Promise<string | undefined>;
  /** Runs a command to its end. */
  run(argv: readonly string[]): Promise<BoxExit>;
  /** Starts a script and resolves when its first part is done. */
  ready(script: Script): Promise<ReadyWork>;
};

/** Makes boxes of one kind, all alike: under one runtime with one set of limits. */
export type Bed = {
  /** A box that does not run yet. With `network` it gets a place in a network that it shares with the others. */
  create(plan: {
    readonly name: string;
    readonly argv: readonly string[];
    readonly network: boolean;
  }): Promise<Box>;
  /** From now on what a running box uses is recorded under its name. */
  record(box: Box): Promise<void>;
  /** Removes all boxes and whatever was made for them. Can be called again. */
  clear(): Promise<void>;
};
