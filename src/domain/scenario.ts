import type { Warning } from './warnings.ts';

/** A usage scenario after includes, variables, merge and validation: nothing in it is optional by accident. */
export type Scenario = {
  readonly name: string;
  readonly description?: string;
  readonly author?: string;
  /** Absolute path of the scenario file. */
  readonly file: string;
  /** Absolute path of the folder that services may read: the repository's root, or the scenario's own folder. */
  readonly root: string;
  /** The text as resolved: includes and variables are in it. Stored with the run. */
  readonly resolvedText: string;
  readonly variables: Readonly<Record<string, string>>;
  /** In start order: a service comes after all that it depends on. */
  readonly services: readonly Service[];
  readonly networks: readonly Network[];
  /** Named volumes that are created and removed with the run. */
  readonly volumes: readonly string[];
  readonly flow: readonly Flow[];
  readonly customMetrics: Readonly<Record<string, CustomMetric>>;
  readonly relations: Readonly<Record<string, Relation>>;
  /** What was accepted but has no effect, or was dropped by `--skip-unsafe`. */
  readonly warnings: readonly Warning[];
};

export type Network = {
  readonly name: string;
  readonly internal: boolean;
  /** CIDR that the network is to have (Compose's `ipam`); the engine chooses where it is absent. */
  readonly subnet?: string;
};

export type CustomMetric = { readonly unit: string; readonly regex?: string; readonly sci: boolean };

export type Relation = { readonly url: string; readonly branch?: string; readonly commitHash?: string };

export type Build = {
  /** Absolute path. */
  readonly context: string;
  /** Absolute path too. */
  readonly dockerfile?: string;
  readonly args: Readonly<Record<string, string>>;
  readonly target?: string;
};

export type DependsCondition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

export type Healthcheck = {
  readonly disable: boolean;
  /** As Compose writes it: `['CMD', …]`, `['CMD-SHELL', command]`; absent where the image's own is used. */
  readonly test?: readonly string[];
  readonly intervalMs?: number;
  readonly timeoutMs?: number;
  readonly retries?: number;
  readonly startPeriodMs?: number;
};

export type Mount =
  /** `source` is absolute with links resolved. */
  | { readonly type: 'bind'; readonly source: string; readonly target: string; readonly readOnly: boolean }
  | { readonly type: 'volume'; readonly source: string; readonly target: string; readonly readOnly: boolean };

export type SetupCommand = {
  /** Words to start directly; with a shell they are already `SHELL -o … -c COMMAND`. */
  readonly argv: readonly string[];
  /** As written, for messages. */
  readonly text: string;
  readonly detach: boolean;
};

/** Limits as asked for; the orchestration fills in what is missing. */
export type Limits = { readonly cpus?: number; readonly memoryBytes?: number };

export type Service = {
  /** Key in `services`. */
  readonly key: string;
  /** `container_name`, or the key: what flows and reports call it. */
  readonly containerName: string;
  /** Given image; with `build` the name that the built image gets. */
  readonly image: string;
  readonly build?: Build;
  readonly command?: readonly string[];
  /** `[]` clears the image's entrypoint. */
  readonly entrypoint?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly networks: readonly {
    readonly name: string;
    readonly aliases: readonly string[];
    readonly ipv4Address?: string;
  }[];
  readonly mounts: readonly Mount[];
  /** `host:container[/proto]`, only with `--allow-unsafe`. */
  readonly ports: readonly string[];
  readonly dependsOn: readonly { readonly service: string; readonly condition: DependsCondition }[];
  readonly healthcheck?: Healthcheck;
  readonly limits: Limits;
  /** OCI runtime by name: Compose key `runtime` or `--runtime` in docker-run-args. */
  readonly runtime?: string;
  readonly setupCommands: readonly SetupCommand[];
  readonly folderDestination: string;
  readonly logStdout: boolean;
  readonly logStderr: boolean;
  readonly readNotesStdout: boolean;
  /**
   * Engine options in the CLI's own spelling, one word an entry, already judged by the safety rules: those of
   * `docker-run-args` and of every Compose key that maps to one (`--user`, `--workdir`, `--tmpfs`, `--cap-add`…).
   */
  readonly engineArgs: readonly string[];
  /** Compose's `pull_policy`; `missing` where it is absent. The settings' `pull` wins where it is not `missing`. */
  readonly pullPolicy?: 'always' | 'missing' | 'never';
  readonly pauseAfterPhase?: string;
  readonly stopGracePeriodMs?: number;
};

export type Flow = {
  readonly name: string;
  /** `containerName` of a service. */
  readonly container: string;
  readonly hidden: boolean;
  readonly commands: readonly FlowCommand[];
};

export type FlowCommand = {
  readonly type: 'console' | 'playwright';
  /** Words to start directly; with a shell they are already `SHELL -o … -c COMMAND`. */
  readonly argv: readonly string[];
  /** As written, for messages. */
  readonly text: string;
  readonly detach: boolean;
  readonly note?: string;
  readonly ignoreErrors: boolean;
  readonly logStdout: boolean;
  readonly logStderr: boolean;
  readonly readNotesStdout: boolean;
};
