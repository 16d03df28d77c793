import { sleep } from '../deadline.ts';
import type { ScenarioRun } from '../scenario-run.ts';
import { measurePhase } from './measure-phase.ts';

/** [BASELINE]: what the machine draws when nothing of the scenario runs. */
export async function measureBaseline(run: ScenarioRun): Promise<void> {
  const { baselineMs } = run.job.settings;
  await measurePhase(run, '[BASELINE]', () => sleep(baselineMs, run.signal), baselineMs);
}
