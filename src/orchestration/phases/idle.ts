import { sleep } from '../deadline.ts';
import type { ScenarioRun } from '../scenario-run.ts';
import { measurePhase } from './measure-phase.ts';

/** [IDLE]: all services run, and no flow does. */
export async function measureIdle(run: ScenarioRun): Promise<void> {
  const { idleMs } = run.job.settings;
  await measurePhase(run, '[IDLE]', () => sleep(idleMs, run.signal), idleMs);
}
