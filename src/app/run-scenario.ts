import type { RunReport } from '../domain/report.ts';
import { acquireMachineLock, connectEngine } from '../orchestration/index.ts';
import type { ExitStatus, RunOptions, Terminal } from '../presentation/index.ts';
import { readMachineFacts } from '../sampling/index.ts';
import { openSources } from '../scenario/index.ts';
import { openStore } from '../storage/index.ts';
import { watchInterrupts } from './interrupts.ts';
import { measureRun } from './measure-run.ts';
import { clonesFolder, environment, storePath } from './places.ts';
import { planRuns } from './plan-runs.ts';
import { removeDeadRuns } from './remove-dead-runs.ts';
import { printReports, statusOf } from './report-runs.ts';
import { showProgress } from './show-progress.ts';

/**
 * `joulelab run`: usage scenarios become stored runs and a report.
 *
 * sources (cloned, validated) → engine → lock → what earlier runs left → each run in turn (`measureRun`: recorder and
 * containers → store → report) → what is printed.
 */
export async function runScenario(options: RunOptions, terminal: Terminal): Promise<ExitStatus> {
  const { settings, grid, wait } = options;
  const env = environment();
  const machine = await readMachineFacts(env);
  using interrupts = watchInterrupts();
  const { signal } = interrupts;
  using progress = showProgress(terminal, machine, settings);
  const { step } = progress;
  const request = { ...options, ...settings, clonesFolder: clonesFolder(), signal, onStep: step };
  using sources = await openSources(request);
  await using engine = await connectEngine();
  await using _lock = await acquireMachineLock({ wait, signal, onWait: step });
  await using store = await openStore({ path: storePath() });
  const left = await removeDeadRuns({ engine, store, env });

  const planned = planRuns(sources.scenarios, options);
  const shared = { settings, machine, engine, store, env, progress, grid, signal };
  const reports: RunReport[] = [];
  for (const next of planned) {
    if (signal.aborted) break;
    reports.push(await measureRun(next, shared, reports.length === 0 ? left : []));
  }
  progress.stop();
  printReports(reports, { planned: planned.length, json: options.json, storedAt: storePath() }, terminal);
  return statusOf(reports, planned.length, signal);
}
