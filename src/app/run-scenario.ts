import { acquireMachineLock, connectEngine, measureScenario } from '../orchestration/index.ts';
import type { ExitStatus, RunOptions, Terminal } from '../presentation/index.ts';
import { readMachineFacts } from '../sampling/index.ts';
import { loadScenario } from '../scenario/index.ts';
import { openStore } from '../storage/index.ts';
import { beginRun } from './begin-run.ts';
import { watchInterrupts } from './interrupts.ts';
import { environment, storePath } from './places.ts';
import { recordRun } from './record-run.ts';
import { removeDeadRuns } from './remove-dead-runs.ts';
import { exitStatusOf, printReports } from './report-runs.ts';
import { showProgress } from './show-progress.ts';
import { scenarioSubject, withRuntime } from './subject.ts';

/**
 * `joulelab run`: a usage scenario becomes a stored run and a report.
 *
 * scenario → engine → lock → what earlier runs left → recorder and containers (`recordRun`) → store → report.
 */
export async function runScenario(options: RunOptions, terminal: Terminal): Promise<ExitStatus> {
  const { settings } = options;
  const { allowUnsafe, skipUnsafe } = settings;
  const loaded = await loadScenario({
    path: options.file,
    variables: options.variables,
    allowUnsafe,
    skipUnsafe,
  });
  const scenario = withRuntime(loaded, options.runtime);
  const env = environment();
  const machine = await readMachineFacts(env);
  using interrupts = watchInterrupts();
  using progress = showProgress(terminal, machine);
  await using engine = await connectEngine();
  await using _lock = await acquireMachineLock({
    wait: options.wait,
    signal: interrupts.signal,
    onWait: progress.waiting,
  });
  await using store = await openStore({ path: storePath() });
  const removed = await removeDeadRuns({ engine, store, env });

  const reports = [];
  for (let iteration = 0; iteration < options.iterations && !interrupts.signal.aborted; iteration++) {
    const name = options.name ?? scenario.name;
    const run = beginRun({
      name,
      subject: scenarioSubject(scenario),
      settings,
      machine,
      engine: engine.facts,
    });
    const report = await recordRun(
      { run, store, env, progress, grid: options.grid, warnings: [...scenario.warnings, ...removed] },
      (recording) =>
        measureScenario({
          runId: run.id,
          scenario,
          settings,
          engine,
          machine,
          env,
          recording,
          progress: progress.listen,
          signal: interrupts.signal,
        }),
    );
    reports.push(report);
  }
  progress.stop();
  printReports(reports, { json: options.json, storedAt: storePath() }, terminal);
  return exitStatusOf(reports);
}
