import { analyseRun, gridIntensity } from '../analysis/index.ts';
import type { Environment } from '../domain/environment.ts';
import { JoulelabError, toJoulelabError } from '../domain/errors.ts';
import type { Recording, RecordingControl, Series } from '../domain/recording.ts';
import type { RunReport } from '../domain/report.ts';
import type { Run, RunError, Subject } from '../domain/run.ts';
import type { Warning } from '../domain/warnings.ts';
import type { Measured } from '../orchestration/index.ts';
import {
  chooseProviders,
  metricSpecs,
  type Recorder,
  type RescuedRecording,
  startRecorder,
} from '../sampling/index.ts';
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
  // Before anything is measured, so that a wrong zone or provider costs no run.
  const grid = gridIntensity(job.grid);
  chooseProviders(env, job.run.settings.providers);
  const begun: Run = { ...job.run, warnings: [...(job.warnings ?? []), ...settingWarnings(job.run)] };
  const beganMs = performance.now();
  await store.saveRun(begun);
  const { measured, recording, error } = await record(begun, env, progress, measure);
  const series = recording?.series ?? [];
  // By the clock that is never stepped: a run does not end before it began.
  const endedUnixUs = begun.startedUnixUs + Math.round((performance.now() - beganMs) * 1000);
  const run = await keep(store, { ...finishRun(begun, measured, recording, error), endedUnixUs }, series);
  return analyseRun({ run, series, specs: metricSpecs(), grid });
}

/** Stores a run. Where that fails (a full disk) the report still shows what was measured, and the error with it. */
async function keep(store: Store, run: Run, series: readonly Series[]): Promise<Run> {
  try {
    await store.saveSeries(run.id, series);
    await store.saveRun(run);
    return run;
  } catch (thrown) {
    const { code, message, advice } = toJoulelabError(thrown);
    const first = run.error === undefined ? '' : ` Before that: ${run.error.message}`;
    const error = { code, message: `The run could not be stored. ${message}${first}`, advice };
    const failed: Run = { ...run, status: 'failed', error };
    // Without its samples it may still fit.
    await store.saveRun(failed).catch(() => undefined);
    return failed;
  }
}

type Outcome = {
  readonly measured?: MeasuredWork;
  readonly recording?: Recorded;
  readonly error?: JoulelabError;
};

type Recorded = Recording | RescuedRecording;

async function record(
  run: Run,
  env: Environment,
  progress: ShownProgress,
  measure: (recording: RecordingControl) => Promise<MeasuredWork>,
): Promise<Outcome> {
  let measured: MeasuredWork | undefined;
  try {
    const { intervalMs, sampling } = run.settings;
    await using recorder = await startRecorder({
      env,
      intervalMs,
      sampling,
      orchestratorPid: process.pid,
      machine: true,
      ...(run.settings.providers === undefined ? {} : { providers: run.settings.providers }),
    });
    progress.watch(recorder);
    measured = await measure(recorder);
    progress.watch(undefined);
    const stopped = await stopRecorder(recorder);
    const error = measured.error ?? stopped.error;
    return { measured, recording: stopped.recording, ...(error === undefined ? {} : { error }) };
  } catch (thrown) {
    progress.watch(undefined);
    const error = measured?.error ?? toJoulelabError(thrown);
    return { error, ...(measured === undefined ? {} : { measured }) };
  }
}

/** A recorder that failed leaves what it had written until then. */
async function stopRecorder(recorder: Recorder): Promise<{ recording: Recorded; error?: JoulelabError }> {
  try {
    const recording = await recorder.stop();
    const { requiredFailure } = recording;
    return {
      recording,
      ...(requiredFailure === undefined ? {} : { error: requiredFailed(requiredFailure) }),
    };
  } catch (thrown) {
    return { recording: recorder.rescue(), error: toJoulelabError(thrown) };
  }
}

function requiredFailed(message: string): JoulelabError {
  return new JoulelabError('provider-unavailable', message, {
    advice:
      'What was measured is stored. Without must- before its name the run would have a warning instead.',
  });
}

function finishRun(
  begun: Run,
  measured: MeasuredWork | undefined,
  recording: Recorded | undefined,
  error: JoulelabError | undefined,
): Run {
  const phase = measured?.errorPhase;
  return {
    ...begun,
    subject: measured?.subject ?? begun.subject,
    status: error === undefined ? 'completed' : 'failed',
    containers: measured?.containers ?? [],
    ...(measured?.services === undefined ? {} : { services: measured.services }),
    phases: measured?.phases ?? [],
    notes: measured?.notes ?? [],
    logs: measured?.logs ?? [],
    ...(measured?.customMetrics === undefined ? {} : { customMetrics: measured.customMetrics }),
    marks: recording?.marks ?? [],
    ...(recording?.stats === undefined ? {} : { recorder: recording.stats }),
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

function recordingWarnings(recording: Recorded | undefined): Warning[] {
  if (recording === undefined) return [];
  const { faults, stats } = recording;
  const faulty = [
    ...(recording.warnings ?? []),
    ...faults.map((message): Warning => ({ code: 'source-fault', message })),
  ];
  if (stats === undefined) return faulty;
  const missed = `${stats.missedTicks} of ${stats.ticks + stats.missedTicks} samples were not taken on time.`;
  return [...faulty, ...(stats.missedTicks > 0 ? [{ code: 'missed-ticks', message: missed } as const] : [])];
}
