import type { Environment } from '../domain/environment.ts';
import type { RunReport } from '../domain/report.ts';
import type { MachineFacts } from '../domain/run.ts';
import type { Settings } from '../domain/settings.ts';
import type { Warning } from '../domain/warnings.ts';
import { type Engine, measureScenario } from '../orchestration/index.ts';
import type { Store } from '../storage/index.ts';
import { beginRun } from './begin-run.ts';
import { announcement, type PlannedRun } from './plan-runs.ts';
import { recordRun } from './record-run.ts';
import type { ShownProgress } from './show-progress.ts';

/** What all runs of one call share. */
export type RunSetting = {
  readonly settings: Settings;
  readonly machine: MachineFacts;
  readonly engine: Engine;
  readonly store: Store;
  readonly env: Environment;
  readonly progress: ShownProgress;
  readonly grid: string | undefined;
  readonly signal: AbortSignal;
};

/**
 * One run of a scenario: recorder and containers side by side (`recordRun`), then store and report. A run that fails is
 * stored and reported as failed.
 *
 * @param found what was found before this run, for its warnings
 */
export async function measureRun(
  planned: PlannedRun,
  shared: RunSetting,
  found: readonly Warning[],
): Promise<RunReport> {
  const { settings, machine, engine, store, env, progress, grid, signal } = shared;
  const { name, subject, batch, scenario } = planned;
  progress.step(announcement(planned));
  const run = beginRun({
    name,
    subject,
    settings,
    machine,
    engine: engine.facts,
    ...(batch === undefined ? {} : { batch }),
  });
  const warnings = [...scenario.warnings, ...found];
  return await recordRun({ run, store, env, progress, grid, warnings }, (recording) =>
    measureScenario({
      runId: run.id,
      scenario,
      settings,
      engine,
      machine,
      env,
      recording,
      progress: progress.listen,
      signal,
    }),
  );
}
