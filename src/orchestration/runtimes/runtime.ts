import type { Environment } from '../../domain/environment.ts';
import type { Claims, Isolation, Requirement, VersionGate } from '../../domain/runtimes.ts';
import type { CgroupPaths, Target } from '../../domain/target.ts';
import type { Engine, RuntimeEntry } from '../engine/engine.ts';

/** What a runtime is under the engine: found or not, and its version where it tells one. */
export type RuntimeStatus =
  | { readonly installed: true; readonly version?: string; readonly binary?: string }
  | { readonly installed: false; readonly reason: string; readonly advice: string };

/** What a runtime is looked at with: kernel roots come from `env`, so that fixture trees stand for other machines. */
export type RuntimeHost = { readonly env: Environment; readonly engine: Engine };

/** How the orchestration treats containers under a runtime. Declared, so that no other stage asks for a name. */
export type RuntimePolicy = {
  /**
   * How services find each other by name: through the engine's resolver at 127.0.0.11, or, where the guest has a
   * loopback of its own and cannot reach it, by static addresses and hosts entries that the orchestration makes.
   */
  readonly nameResolution: 'engine' | 'hosts';
  /** Whether a CPU and a memory limit are needed even where the scenario has none (they size a virtual machine). */
  readonly bothLimits: boolean;
  /** `guest`: the engine's own option cannot be taken; capabilities and open security options stand in for it. */
  readonly privileged: 'engine' | 'guest' | 'refused';
  readonly hostNetwork: boolean;
  /**
   * Present where containers of an engine inside reach the engine's resolver only by an alias that the runtime makes: whether it
   * will, as far as the versions tell.
   */
  readonly makesResolverAlias?: boolean;
  /** Sentences that belong into every run under it: "memory of the guest is counted as shared memory". */
  readonly notes: readonly string[];
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

/** Processes that serve all containers of a runtime, outside of theirs: sysbox-fs, slirp4netns. A row of their own. */
export type SharedService = {
  readonly name: string;
  readonly cgroup?: CgroupPaths;
  readonly pids?: readonly number[];
};

/** Distributions that share their packages' names; others install as told in words. */
export type PackageFamily = 'debian' | 'fedora' | 'arch';

/** How a runtime gets onto a machine, where the engine does not have it. */
export type Installation = {
  /** Its usual name in daemon.json, and on the command line of `setup`. */
  readonly name: string;
  /** Program or shim whose presence says that it is installed. */
  readonly binary: string;
  /** Package names by family of distributions; a family without one installs as `manual` says. */
  readonly packages: Readonly<Partial<Record<PackageFamily, readonly string[]>>>;
  /** Requirements, by name, that the installation brings: before it they are nothing that stands in the way. */
  readonly brings?: readonly string[];
  /** What to do where there is no package: comments begin with `#`. */
  readonly manual: readonly string[];
  /** Its entry under `runtimes` in daemon.json; absent for a mode of the engine. */
  readonly daemonEntry?: Readonly<Record<string, unknown>>;
  /** Present where the engine cannot use it at all: why, and the way that exists. */
  readonly refused?: { readonly reason: string; readonly advice: string };
};

/** An OCI runtime (adding one: a folder and a line in the registry). */
export type Runtime = {
  readonly id: string;
  /** Name for people. */
  readonly title: string;
  readonly isolation: Isolation;
  /** Whether the engine's entry, or a shim name that it does not list, is this runtime. */
  recognise(entry: RuntimeEntry): boolean;
  inspect(entry: RuntimeEntry, engine: Engine): Promise<RuntimeStatus>;
  /** What it needs of this machine, each looked at. Reads files, changes nothing. */
  requirements(entry: RuntimeEntry, host: RuntimeHost): Promise<readonly Requirement[]>;
  /** Versions that do not go together: of the runtime (where known), the engine and the kernel. */
  gates(version: string | undefined, entry: RuntimeEntry, host: RuntimeHost): readonly VersionGate[];
  policy(entry: RuntimeEntry, engine: Engine): RuntimePolicy;
  /** Finds out where a running container is accounted; a container that has just ended gives an accounting without cgroup. */
  accounting(container: RunningContainer, env: Environment): Accounting;
  sharedServices(host: RuntimeHost): readonly SharedService[];
  readonly claims: Claims;
  /** Absent where nothing is to be installed. */
  readonly installation?: Installation;
};
