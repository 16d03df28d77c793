import type { Service } from '../domain/scenario.ts';
import type { CgroupPaths } from '../domain/target.ts';
import type { Keeper } from './accounting/keeper.ts';
import type { RuntimeCheck } from './accounting/self-test.ts';
import type { LineSieve } from './custom-metrics/line-sieve.ts';
import type { MetricReader } from './custom-metrics/metric-reader.ts';
import type { ContainerEvents } from './engine/events.ts';
import type { RunningExec } from './engine/exec.ts';
import type { ImageFacts } from './engine/images.ts';
import type { Journal } from './journal.ts';
import type { ScenarioJob } from './measured.ts';
import type { RunPlan } from './plan-run.ts';
import type { BrowserSession } from './playwright/browser-session.ts';
import type { ContainerCommand } from './run-command.ts';

/** A run in progress: what the phases share. */
export type ScenarioRun = {
  readonly job: ScenarioJob;
  readonly plan: RunPlan;
  readonly journal: Journal;
  readonly events: ContainerEvents;
  readonly metrics: MetricReader;
  /** Browsers that playwright commands run in, by container id. */
  readonly browsers: Map<string, BrowserSession>;
  /** Installed images by service key; filled in [INSTALLATION]. */
  readonly images: Map<string, ImageFacts>;
  /** What the self-test found out, by runtime name; filled after [INSTALLATION]. */
  readonly checks: Map<string, RuntimeCheck>;
  /** Cgroups of the run's own around containers, by service key. */
  readonly keepers: Map<string, Keeper>;
  /** Aborts on Ctrl-C and when the total time is over. */
  readonly signal: AbortSignal;
  /** Started containers by the name that flows use. */
  readonly containers: Map<string, LiveContainer>;
  /** All commands whose output is still to be stored. */
  readonly outputs: StartedCommand[];
  /** Commands that were started with `detach`: their exit codes are looked at when [RUNTIME] is over. */
  readonly detached: StartedCommand[];
};

/** A container that has been started. */
export type LiveContainer = {
  readonly service: Service;
  readonly id: string;
  readonly tty: boolean;
  readonly hasHealthcheck: boolean;
  state: ContainerState;
  /** Its CPU time is read where it can still be read when it has ended. */
  lasting?: CgroupPaths;
  /** All of its counters are read once more at the instant at which its first process ends. */
  readAtEnd?: true;
  /** Its output has been stored. */
  outputKept?: true;
};

export type ContainerState =
  /** `recorded`: its target is with the recorder. */
  | { readonly kind: 'running'; readonly recorded: boolean }
  | { readonly kind: 'paused'; readonly recorded: boolean }
  /** It ended by itself. */
  | { readonly kind: 'ended'; readonly exitCode: number }
  /** The run takes it down. */
  | { readonly kind: 'removing'; readonly recorded: boolean };

/** A command that was started, with its output, which is stored when nothing is measured any more. */
export type StartedCommand = {
  readonly command: ContainerCommand;
  readonly exec: RunningExec;
  /** Lines that may be notes or samples of metrics; absent where neither is wanted. */
  readonly lines?: LineSieve;
};

/** The container's target is with the recorder. */
export function isRecorded(container: LiveContainer): boolean {
  return container.state.kind !== 'ended' && container.state.recorded;
}
