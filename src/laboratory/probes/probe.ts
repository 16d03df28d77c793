import type { CallInput, EngineAnswer, LaboratoryEngine } from '../../domain/laboratory-engine.ts';
import type { Capability, ProbeOutcome, RuntimeState } from '../../domain/runtimes.ts';

/** What a probe says; a hang is found out by those who call it. */
export type Finding = { readonly outcome: Exclude<ProbeOutcome, 'hung'>; readonly evidence: string };

/** What a runtime is probed with. An image that is absent could not be provided; the text says why. */
export type ProbeImages = {
  /** With a shell, perl and coreutils: Debian's and Ubuntu's have them. */
  readonly main: string;
  readonly systemd: ProbeImage;
  readonly engine: ProbeImage;
  readonly k3s: ProbeImage;
};

export type ProbeImage = { readonly name: string } | { readonly missing: string };

/** How containers get more rights under a runtime; see `RuntimePolicy.privileged` of the orchestration. */
export type Privileged = 'engine' | 'guest' | 'refused';

/** A runtime as it is probed. */
export type ProbeSubject = {
  readonly runtime: RuntimeState;
  /** Name for `--runtime`; absent: the engine's default, which is what an engine mode such as rootless is probed with. */
  readonly option?: string;
  readonly privileged: Privileged;
};

/** What a probe works with: one runtime, one clock, and objects that are removed when it is over. */
export type Bench = {
  readonly subject: ProbeSubject;
  readonly images: ProbeImages;
  /** Name of a new object, unique to this probe. */
  name(part: string): string;
  /** Options that mark a new object. */
  readonly labels: readonly string[];
  /** Any command of the engine. @throws when the probe's time is over */
  docker(args: readonly string[], input?: CallInput): Promise<EngineAnswer>;
  readonly engine: Pick<LaboratoryEngine, 'counters'>;
  /** @throws when the probe's time is over */
  statistics(containerId: string): ReturnType<LaboratoryEngine['statistics']>;
  /** @throws when the probe's time is over */
  pause(durationMs: number): Promise<void>;
  /** Calls `look` until it gives something, at most for `limitMs`. */
  until<T>(look: () => Promise<T | undefined>, limitMs: number): Promise<T | undefined>;
  /** Milliseconds that are left. */
  leftMs(): number;
};

/** One question to a runtime. */
export type Probe = {
  readonly capability: Capability;
  /** What it gets, unless the user says otherwise. */
  readonly limitMs: number;
  /** Measures: nothing else runs meanwhile. */
  readonly alone?: true;
  examine(bench: Bench): Promise<Finding>;
};

export const passed = (evidence: string): Finding => ({ outcome: 'passed', evidence });
export const failed = (evidence: string): Finding => ({ outcome: 'failed', evidence });
export const skipped = (evidence: string): Finding => ({ outcome: 'skipped', evidence });
export const broken = (evidence: string): Finding => ({ outcome: 'broken', evidence });

/** Ends a probe from within a step with what is to be said. */
export class ProbeEnd extends Error {
  readonly finding: Finding;
  constructor(finding: Finding) {
    super(finding.evidence);
    this.finding = finding;
  }
}

/** The probe's time is over: what it waited for did not come. */
export class ProbeHung extends Error {}
