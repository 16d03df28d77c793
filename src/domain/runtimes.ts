import type { EngineFacts, MachineFacts } from './run.ts';
import type { UnixUs } from './units.ts';

/**
 * What a user may want of an OCI runtime. A claim (what documents say) and a probe (what was seen on this machine) of the
 * same name are about the same thing.
 */
export const CAPABILITIES = {
  run: 'starts a container and passes its exit code on',
  exec: 'runs commands in a running container and passes their exit codes on',
  'exec-stdin': 'gives a command its standard input',
  'exec-tty': 'gives a command a terminal',
  logs: 'hands over what a container prints',
  stop: 'stops a container by its signal, and by force',
  'health-check': 'runs health checks',
  'bind-mount': 'shares a folder in both directions',
  'cpu-limit': 'keeps a container below its CPU limit',
  'memory-limit': 'keeps a container below its memory limit',
  'out-of-memory': 'tells the engine when memory ran out',
  'published-port': 'publishes a port on the host',
  'network-address': 'connects two containers of a custom network by address',
  'network-name': 'connects two containers of a custom network by name',
  'host-network': "uses the host's network",
  pause: 'pauses and resumes a container',
  'engine-stats': "agrees with the engine's own statistics",
  'cpu-accounting': 'accounts CPU time where joulelab looks for it',
  'network-accounting': 'accounts network bytes where joulelab looks for them',
  'own-kernel': 'runs a kernel of its own',
  'kernel-modules': 'loads kernel modules',
  'nested-engine': 'runs a container engine in a container, with network and name resolution',
  systemd: 'runs systemd as first process until it reports running',
  kubernetes: 'runs a Kubernetes node (k3s) in a container',
  gpu: 'gives a container an NVIDIA GPU',
} as const;

export type Capability = keyof typeof CAPABILITIES;

/** What documents or source code say. Never a measurement: that is a probe's result. */
export type Claim = {
  readonly says: 'yes' | 'no' | 'partly' | 'unknown';
  /** Condition or reason, a few words: "needs --cap-add ALL", "guest has no such driver". */
  readonly note?: string;
  /** Document, file or discussion that says it. */
  readonly source: string;
};

export type Claims = Readonly<Partial<Record<Capability, Claim>>>;

/** Something that a runtime needs of the machine, looked at here. */
export type Requirement = {
  /** "KVM can be used", "user namespaces are allowed". */
  readonly name: string;
  /** `unknown` where it cannot be told from here (an engine on another machine). */
  readonly met: 'yes' | 'no' | 'unknown';
  /** What was seen: "/dev/kvm answers API version 12", "no vmx or svm flag in /proc/cpuinfo". */
  readonly seen: string;
  /** Present where it is not met. */
  readonly advice?: string;
  /** Present where it is not met and no container can start for that: a run is refused. Else it is tried. */
  readonly hopeless?: true;
};

/** Two versions that do not work together, or only with care. */
export type VersionGate = {
  /** `refuse`: the run would fail or give wrong numbers. `warn`: it may. */
  readonly effect: 'refuse' | 'warn';
  readonly message: string;
  readonly advice: string;
  readonly source: string;
};

/** How a runtime keeps a container from the host. */
export type Isolation =
  | 'namespaces'
  | 'user namespace'
  | 'kernel in user space'
  | 'virtual machine'
  | 'unknown';

/** What a runtime name stands for under one engine on this machine: a row of `joulelab runtimes`. */
export type RuntimeState = {
  /** Name by which a scenario chooses it, `crun`; an engine mode has the mode's name, `rootless`. */
  readonly name: string;
  /** Folder in orchestration/runtimes: `gvisor`. */
  readonly id: string;
  readonly title: string;
  readonly isolation: Isolation;
  /** Whether the engine lists it, takes it by shim name, or does not have it. */
  readonly registered: 'default' | 'listed' | 'shim' | 'no';
  readonly binary?: string;
  readonly args: readonly string[];
  readonly version?: string;
  readonly usable: boolean;
  /** Present where it is not usable: why, and what to do. */
  readonly reason?: string;
  readonly advice?: string;
  readonly requirements: readonly Requirement[];
  readonly gates: readonly VersionGate[];
  readonly claims: Claims;
};

/**
 * What came of one probe. `passed` and `failed` are about the capability; `skipped` could not be asked here (no GPU, no image);
 * `hung` did not answer in time and was killed with all its processes; `broken` means that the probe itself failed, so it says nothing.
 */
export type ProbeOutcome = 'passed' | 'failed' | 'skipped' | 'hung' | 'broken';

export type ProbeResult = {
  readonly capability: Capability;
  readonly outcome: ProbeOutcome;
  /** What was seen, short enough for a table cell's tooltip: "exit code 7 came back", the error's first line. */
  readonly evidence: string;
  readonly durationMs: number;
};

/** What was found out about one runtime. */
export type ProbedRuntime = {
  readonly runtime: RuntimeState;
  /** Empty where the runtime is not usable. */
  readonly results: readonly ProbeResult[];
};

/** What `joulelab runtimes probe` stores and prints with --json. */
export type ProbeReport = {
  readonly schema: 'joulelab.probe/1';
  /** 12 hex digits. */
  readonly id: string;
  readonly measuredUnixUs: UnixUs;
  readonly joulelabVersion: string;
  readonly machine: MachineFacts;
  readonly engine: EngineFacts;
  readonly runtimes: readonly ProbedRuntime[];
};
