import type { Dimension } from '../../domain/comparison-report.ts';
import type { Capability } from '../../domain/runtimes.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Terminal } from './terminal.ts';

/** An exit status for the process. */
export type ExitStatus = number;

/** Options that every command has. `--no-color` has already been applied to the terminal. */
export type OutputOptions = { readonly json: boolean };

export type RunOptions = OutputOptions & {
  /** Scenario files, folders and addresses of repositories, as given; one at least. */
  readonly sources: readonly string[];
  /** Scenario files in each source, patterns allowed; none: the file itself, or the default one of a folder. */
  readonly filenames: readonly string[];
  /** Branch or tag of the repositories. */
  readonly branch?: string;
  readonly commit?: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Absent: the scenario's own name. */
  readonly name?: string;
  /** How often each scenario is measured, at least 1. */
  readonly iterations: number;
  /** OCI runtimes for all services, each measured; none: what the scenario says. */
  readonly runtimes: readonly string[];
  /** `--quick` or full settings with the options given on top. */
  readonly settings: Settings;
  /** Zone whose carbon intensity is used, such as `DEU`; absent: world average. */
  readonly grid?: string;
  /** Wait for the machine lock instead of failing. */
  readonly wait: boolean;
};

export type ExecOptions = OutputOptions & {
  /** Command and arguments, untouched. */
  readonly argv: readonly string[];
  readonly name?: string;
  /** `totalTimeoutMs` is 0 where no --timeout was given: then there is no limit. */
  readonly settings: Settings;
  readonly grid?: string;
  readonly wait: boolean;
  /** File that gets the report; absent: stderr, because stdout belongs to the command. */
  readonly output?: string;
};

export type SetupRuntimeOptions = OutputOptions & {
  /** A runtime folder's id or an engine's name. */ readonly name: string;
};

export type ListOptions = OutputOptions & {
  readonly limit: number;
  /** Runs with a container under this OCI runtime only. */
  readonly runtime?: string;
};
export type ShowOptions = OutputOptions & {
  readonly run: string;
  readonly grid?: string;
  readonly logs: boolean;
};
export type CompareOptions = OutputOptions & {
  /** Runs or batches by id or its first digits, or `last`; none: all that the filters let through. */
  readonly runs: readonly string[];
  readonly scenario?: string;
  readonly sinceUnixUs?: number;
  /** Empty: the one thing that differs. */
  readonly by: readonly Dimension[];
  /** Label of the arm that the others are compared to; absent: that of the first run. */
  readonly reference?: string;
  /** Empty: the default ones. */
  readonly metrics: readonly string[];
  readonly moreIsBetter: readonly string[];
  /** Absent: [RUNTIME]. */
  readonly phase?: string;
  readonly flows: boolean;
  /** 0.05 is 5 %. */
  readonly margin: number;
  readonly grid?: string;
  /** Fail where a row is a regression; `inconclusive`: or cannot be decided. */
  readonly failOn?: 'regression' | 'inconclusive';
  readonly markdown: boolean;
};
export type ValidateOptions = OutputOptions & {
  readonly files: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly allowUnsafe: boolean;
  readonly skipUnsafe: boolean;
  readonly allowedRunArgs: readonly string[];
};

export type InitOptions = OutputOptions & {
  /** Folder, Compose file or Dockerfile. */
  readonly path: string;
  /** Replace a scenario that is there. */
  readonly force: boolean;
};

export type PredictOptions = OutputOptions & { /** A table of machines. */ readonly csv: string };

export type CalibrateOptions = OutputOptions & {
  /** Blocks of each kind. */
  readonly blocks: number;
  readonly blockMs: number;
  readonly readings: Pick<Settings, 'idleWatts' | 'maxWatts'>;
  readonly wait: boolean;
};

export type BenchOptions = OutputOptions & {
  /** Runtimes, `host`, or `NAME=SOCKET`; none: all that the engine offers, and the host. */
  readonly names: readonly string[];
  readonly blocks: number;
  readonly quick: boolean;
  /** Ids of tasks; none: all. */
  readonly only: readonly string[];
  /** Absent: all CPUs of the engine. */
  readonly cpus?: number;
  readonly memoryBytes: number;
  readonly image?: string;
  /** Absent: a random one. */
  readonly seed?: number;
  /** For a task. */
  readonly timeoutMs: number;
  readonly readings: Pick<Settings, 'idleWatts' | 'maxWatts'>;
  readonly wait: boolean;
  /** Nothing is measured: the stored bench with this id, or the newest for `last`. */
  readonly show?: string;
  /** Files to write. */
  readonly markdown?: string;
  readonly html?: string;
};

export type ProbeOptions = OutputOptions & {
  /** Names of runtimes; none: all that the engine lists. */
  readonly names: readonly string[];
  /** None: all. */
  readonly only: readonly Capability[];
  /** Probe what does not look usable, too. */
  readonly force: boolean;
  /** For each probe; absent: its own limit. */
  readonly timeoutMs?: number;
  readonly images: {
    readonly main: string;
    readonly systemd: string;
    readonly engine: string;
    readonly k3s?: string;
  };
  readonly wait: boolean;
  /** Nothing is probed: the stored report with this id, or the newest for `last`. */
  readonly show?: string;
  /** Likewise: what differs between these two. */
  readonly compare?: readonly [string, string];
  /** Files to write. */
  readonly markdown?: string;
  readonly html?: string;
};

/**
 * What the commands do; `app/` implements it, one function a command. Each writes its result to `terminal.stdout`
 * (with `json` exactly one JSON document) and resolves with the exit status. Errors are thrown and printed by `runCli`.
 */
export type Actions = {
  /**
   * Measures scenarios in turn and reports. A failed run is reported and stored, with the error's exit status; of several
   * runs the others go on, and the exit status is 1.
   */
  run(options: RunOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Measures a host command. Resolves with the command's own exit status. */
  exec(options: ExecOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Lists stored runs, newest first. */
  list(options: ListOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Reports a stored run; `logs` shows what its containers printed instead. */
  show(options: ShowOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Compares stored runs. Fails with `regression-found` where `failOn` says so. */
  compare(options: CompareOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Checks scenario files without running anything; 2 when one has faults. */
  validate(options: ValidateOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Writes a usage scenario for a folder; 2 when it is written and its author has to mend something first. */
  init(options: InitOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Removes what crashed runs left behind. */
  cleanup(options: OutputOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Says whether the machine is fit to measure on, with a remedy for each finding. */
  doctor(options: OutputOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Predicts the power of the machines in a table. */
  predict(options: PredictOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Measures the machine at rest and under load, for later reports. */
  calibrate(options: CalibrateOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Measures what OCI runtimes cost; 130 where it was interrupted, and what there is then is reported. */
  bench(options: BenchOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Finds out what works under each OCI runtime; 3 where the engine does not survive it. */
  probe(options: ProbeOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Lists OCI runtimes, whether each works here, and what they can do. */
  runtimes(options: OutputOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Prints how a runtime is installed and registered here; 2 where joulelab has no steps for it. */
  setupRuntime(options: SetupRuntimeOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Lists metric providers and whether each works here. */
  providers(options: OutputOptions, terminal: Terminal): Promise<ExitStatus>;
};
