import { JoulelabError, toJoulelabError } from '../domain/errors.ts';
import { removeKeepers } from './accounting/keeper-cgroups.ts';
import { recordServices } from './accounting/record-services.ts';
import { testAccounting } from './accounting/self-test.ts';
import { removeLeftovers } from './cleanup.ts';
import { collectOutput } from './collect-output.ts';
import { noteEnd, warnOfMemoryKills } from './container-end.ts';
import { openMetricReader } from './custom-metrics/metric-reader.ts';
import { sleep, startDeadline } from './deadline.ts';
import { watchContainers } from './engine/events.ts';
import { type Journal, openJournal } from './journal.ts';
import type { Measured, ScenarioJob } from './measured.ts';
import { measureBaseline } from './phases/baseline.ts';
import { measureBoot } from './phases/boot.ts';
import { measureIdle } from './phases/idle.ts';
import { measureInstallation } from './phases/installation.ts';
import { measureRemove } from './phases/remove.ts';
import { measureRuntime } from './phases/runtime.ts';
import { planRun } from './plan-run.ts';
import { settleDetached } from './run-command.ts';
import { isRecorded, type ScenarioRun } from './scenario-run.ts';

/** A service manager restarts an engine within seconds. */
const ENGINE_RETURN_MS = 15_000;

/**
 * Measures a scenario: takes its containers through all phases while `job.recording` records, and sets the marks.
 *
 * Whatever happens, no container, network or volume of the run is left. A failure is a value in what comes back, together with all
 * that was measured until then.
 */
export async function measureScenario(job: ScenarioJob): Promise<Measured> {
  const journal = openJournal(job.progress);
  using total = startDeadline(job.signal, job.settings.totalTimeoutMs, () => tooLate(job));
  let run: ScenarioRun | undefined;
  try {
    const plan = await planRun(job, journal);
    const containers: ScenarioRun['containers'] = new Map();
    using events = await watchContainers(job.engine, job.runId, (id, life) =>
      noteEnd({ job, journal, containers }, id, life),
    );
    const { lost } = job.recording;
    const signal = AbortSignal.any([total.signal, events.lost, ...(lost === undefined ? [] : [lost])]);
    run = {
      job,
      plan,
      journal,
      events,
      containers,
      browsers: new Map(),
      images: new Map(),
      checks: new Map(),
      keepers: new Map(),
      metrics: openMetricReader(job.scenario.customMetrics),
      signal,
      outputs: [],
      detached: [],
    };
    await measurePhases(run);
  } catch (thrown) {
    journal.fail(thrown);
    if (run !== undefined) await keepWhatThereIs(run);
  }
  if (run !== undefined) warnOfMemoryKills(run);
  await makeSureNothingIsLeft(job, journal);
  if (run !== undefined) await removeKeepers(job.env, [...run.keepers.values()]);
  return journal.measured();
}

/** After a good run [REMOVE] has removed everything. An engine that went away may come back: it is waited for. */
async function makeSureNothingIsLeft(job: ScenarioJob, journal: Journal): Promise<void> {
  const { engine, runId } = job;
  try {
    await removeLeftovers(engine, { runId, patienceMs: ENGINE_RETURN_MS });
  } catch (thrown) {
    journal.fail(thrown);
    const message = `Containers, networks and volumes of run ${runId} may be left: ${toJoulelabError(thrown).message}`;
    journal.warn({ code: 'objects-left', message });
  }
}

async function measurePhases(run: ScenarioRun): Promise<void> {
  const { pauseMs } = run.job.settings;
  await sleep(pauseMs, run.signal);
  await recordServices(run);
  await measureBaseline(run);
  await measureInstallation(run);
  await testAccounting(run);
  await measureBoot(run);
  await measureIdle(run);
  await measureRuntime(run);
  await settleDetached(run);
  await collectOutput(run);
  await measureRemove(run);
  await sleep(pauseMs, run.signal);
}

/** After a failure: the output so far, and a last reading of every container before clean-up removes it. */
async function keepWhatThereIs(run: ScenarioRun): Promise<void> {
  await collectOutput(run);
  const recorded = [...run.containers.values()].filter(isRecorded);
  for (const container of recorded) container.state = { kind: 'removing', recorded: false };
  await Promise.allSettled(
    recorded.map(({ service }) => run.job.recording.removeTarget(service.containerName)),
  );
}

function tooLate({ settings }: ScenarioJob): JoulelabError {
  return new JoulelabError(
    'timed-out',
    `The run took longer than ${settings.totalTimeoutMs / 1000} s in total.`,
    {
      advice: 'Make the scenario shorter, or give it more time with --timeout.',
    },
  );
}
