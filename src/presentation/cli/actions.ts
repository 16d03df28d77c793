import type { Settings } from '../../domain/settings.ts';
import type { Terminal } from './terminal.ts';

/** An exit status for the process. */
export type ExitStatus = number;

/** Options that every command has. `--no-color` has already been applied to the terminal. */
export type OutputOptions = { readonly json: boolean };

export type RunOptions = OutputOptions & {
  /** Scenario file or folder, as given. */
  readonly file: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Absent: the scenario's own name. */
  readonly name?: string;
  /** How often the whole scenario is measured, at least 1. */
  readonly iterations: number;
  /** OCI runtime for all services; absent: what the scenario says. */
  readonly runtime?: string;
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

export type ListOptions = OutputOptions & { readonly limit: number };
export type ShowOptions = OutputOptions & {
  readonly run: string;
  readonly grid?: string;
  readonly logs: boolean;
};
export type ValidateOptions = OutputOptions & {
  readonly files: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly allowUnsafe: boolean;
  readonly skipUnsafe: boolean;
};

/**
 * What the commands do; `app/` implements it, one function a command. Each writes its result to `terminal.stdout`
 * (with `json` exactly one JSON document) and resolves with the exit status. Errors are thrown and printed by `runCli`.
 */
export type Actions = {
  /** Measures a scenario and reports. A failed run is reported and stored, with the error's exit status. */
  run(options: RunOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Measures a host command. Resolves with the command's own exit status. */
  exec(options: ExecOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Lists stored runs, newest first. */
  list(options: ListOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Reports a stored run; `logs` shows what its containers printed instead. */
  show(options: ShowOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Checks scenario files without running anything; 2 when one has faults. */
  validate(options: ValidateOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Removes what crashed runs left behind. */
  cleanup(options: OutputOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Says whether the machine is fit to measure on, with a remedy for each finding. */
  doctor(options: OutputOptions, terminal: Terminal): Promise<ExitStatus>;
  /** Lists metric providers and whether each works here. */
  providers(options: OutputOptions, terminal: Terminal): Promise<ExitStatus>;
};
