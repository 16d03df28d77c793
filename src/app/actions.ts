import type { Actions } from '../presentation/index.ts';
import { benchRuntimes } from './bench-runtimes.ts';
import { calibrateMachine } from './calibrate-machine.ts';
import { cleanUp } from './clean-up.ts';
import { compareRuns } from './compare-runs.ts';
import { examineMachine } from './doctor.ts';
import { executeCommand } from './execute-command.ts';
import { initScenario } from './init-scenario.ts';
import { listProviders } from './list-providers.ts';
import { listRuns } from './list-runs.ts';
import { setupRuntime, showRuntimes } from './list-runtimes.ts';
import { predictPower } from './predict-power.ts';
import { probeRuntimes } from './probe-runtimes.ts';
import { runScenario } from './run-scenario.ts';
import { showRun } from './show-run.ts';
import { validateScenarios } from './validate-scenarios.ts';

/** What each command of the command line does. */
export const actions: Actions = {
  run: runScenario,
  exec: executeCommand,
  list: listRuns,
  show: showRun,
  compare: compareRuns,
  validate: validateScenarios,
  init: initScenario,
  cleanup: cleanUp,
  doctor: examineMachine,
  providers: listProviders,
  predict: predictPower,
  calibrate: calibrateMachine,
  bench: benchRuntimes,
  runtimes: showRuntimes,
  setupRuntime,
  probe: probeRuntimes,
};
