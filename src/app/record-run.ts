import { analyseRun, gridIntensity } from '../analysis/index.ts';
import type { Environment } from '../domain/environment.ts';
import { type JoulelabError, toJoulelabError } from '../domain/errors.ts';
import type { Recording, RecordingControl } from '../domain/recording.ts';
import type { RunReport } from '../domain/report.ts';
import type { Run, RunError, Subject } from '../domain/run.ts';
import type { Warning } from '../domain/warnings.ts';
import type { Measured } from '../orchestration/index.ts';
import { metricSpecs, startRecorder } from '../sampling/index.ts';
import type { Store } from '../storage/index.ts';
import type { ShownProgress } from './show-progress.ts';

export type RecordedRun = {
  readonly run: Run;
  readonly store: Store;
  readonly env: Environment;
  readonly progress: ShownProgress;
  readonly grid: string | undefined;
  /** What was found before the run began. */
  readonly warnings?: readonly Warning[];
};

/** What the measured work gave; a command's subject is complete only when it has ended. */
type MeasuredWork = Measured & { readonly subject?: Subject };

/**
 * The part that every measurement shares: stores the run as running, starts the recorder, lets `measure` drive the
 * measured work, and stores what came of it. A failure of any kind ends in a stored, failed run and its report.
 */
export async function recordRun(
  job: RecordedRun,
  measure: (recording: RecordingControl) => Promise<MeasuredWork>,
): Promise<RunReport> {
  const { store, env, progress } = job;
  // Before anything is measured, so that a wrong zone costs no run.
  const grid = gridIntensity(job.grid);
  const begun: Run = { ...job.run, warnings: [...(job.warnings ?? []), ...settingWarnings(job.run)] };
  await store.saveRun(begun);
  const { measured, recording, error } = await record(begun, env, progress, measure);
  const run = finishRun(begun, measured, recording, error);
  const series = recording?.series ?? [];
  await store.saveSeries(run.id, series);
  await store.saveRun(run);
  return analyseRun({ run, series, specs: metricSpecs(), grid });
}

type Outcome = {
  readonly measured?: MeasuredWork;
  readonly recording?: Recording;
  readonly error?: JoulelabError;
};

async function record(
  run: Run,
  env: Environment,
  progress: ShownProgress,
  measure: (recording: RecordingControl) => Promise<MeasuredWork>,
): Promise<Outcome> {
  let measured: MeasuredWork | undefined;
  try {
    const { intervalMs } = run.settings;
    await using recorder = await startRecorder({
      env,
      intervalMs,
      orchestratorPid: process.pid,
      machine: true,
    });
    progress.watch(recorder);
    measured = await measure(recorder);
    progress.watch(undefined);
    const recording = await recorder.stop();
    return { measured, recording, ...(measured.error === undefined ? {} : { error: measured.error }) };
  } catch (thrown) {
    progress.watch(undefined);
    const error = measured?.error ?? toJoulelabError(thrown);
    return { error, ...(measured === undefined ? {} : { measured }) };
  }
}

function finishRun(
  begun: Run,
  measured: MeasuredWork | undefined,
  recording: Recording | undefined,
  error: JoulelabError | undefined,
): Run {
  const phase = measured?.errorPhase;
  return {
    ...begun,
    subject: measured?.subject ?? begun.subject,
    status: error === undefined ? 'completed' : 'failed',
    endedUnixUs: Date.now() * 1000,
    containers: measured?.containers ?? [],
    phases: measured?.phases ?? [],
    notes: measured?.notes ?? [],
    logs: measured?.logs ?? [],
    marks: recording?.marks ?? [],
    ...(recording === undefined ? {} : { recorder: recording.stats }),
    warnings: [...begun.warnings, ...(measured?.warnings ?? []), ...recordingWarnings(recording)],
    ...(error === undefined ? {} : { error: storedError(error, phase) }),
  };
}

/** An error as it is kept with the run. */
export function storedError(error: JoulelabError, phase: string | undefined): RunError {
  const { code, message, advice, details } = error;
  return {
    code,
    message,
    advice,
    ...(phase === undefined ? {} : { phase }),
    ...(details.failure === undefined ? {} : { failure: details.failure }),
  };
}

function settingWarnings(run: Run): Warning[] {
  return [
    ...(run.settings.quick
      ? [{ code: 'quick-run', message: 'Phases were shortened by --quick.' } as const]
      : []),
    ...(run.machine.threads === 1
      ? [{ code: 'single-core', message: 'The machine has one CPU thread.' } as const]
      : []),
  ];
}

function recordingWarnings(recording: Recording | undefined): Warning[] {
  if (recording === undefined) return [];
  const { faults, stats } = recording;
  const missed = `${stats.missedTicks} of ${stats.ticks + stats.missedTicks} samples were not taken on time.`;
  return [
    ...faults.map((message): Warning => ({ code: 'source-fault', message })),
    ...(stats.missedTicks > 0 ? [{ code: 'missed-ticks', message: missed } as const] : []),
  ];
}
