import type { Environment } from '../domain/environment.ts';
import type { JoulelabError } from '../domain/errors.ts';
import type { MeasuredPhase } from '../domain/phase.ts';
import type { ProgressListener } from '../domain/progress.ts';
import type { RecordingControl } from '../domain/recording.ts';
import type {
  ContainerFacts,
  CustomMetricRecord,
  LogEntry,
  MachineFacts,
  Note,
  ServiceFacts,
} from '../domain/run.ts';
import type { Scenario } from '../domain/scenario.ts';
import type { Settings } from '../domain/settings.ts';
import type { Warning } from '../domain/warnings.ts';
import type { Engine } from './engine/engine.ts';

/** Everything that `measureScenario` needs; nothing is read from the process besides. */
export type ScenarioJob = {
  readonly runId: string;
  readonly scenario: Scenario;
  readonly settings: Settings;
  readonly engine: Engine;
  readonly machine: MachineFacts;
  readonly env: Environment;
  readonly recording: RecordingControl;
  readonly progress: ProgressListener;
  /** Aborted by Ctrl-C: the run then ends as `interrupted`, with nothing left behind. */
  readonly signal: AbortSignal;
};

/**
 * What was measured, as far as it came. A failure is a value here: the phases until then are kept, the last one is
 * marked `aborted`, and `error` says what went wrong in `errorPhase`.
 */
export type Measured = {
  /** In the order measured; the flows follow `[RUNTIME]`. */
  readonly phases: readonly MeasuredPhase[];
  readonly containers: readonly ContainerFacts[];
  readonly services?: readonly ServiceFacts[];
  readonly warnings: readonly Warning[];
  readonly notes: readonly Note[];
  readonly logs: readonly LogEntry[];
  /** Present where the scenario has metrics of its own. */
  readonly customMetrics?: readonly CustomMetricRecord[];
  readonly error?: JoulelabError;
  /** Phase or flow in which the error happened; absent where it happened between phases. */
  readonly errorPhase?: string;
};
