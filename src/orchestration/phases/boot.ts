import { createNetworks } from '../create-networks.ts';
import { runLabels } from '../engine/labels.ts';
import { createVolume } from '../engine/volumes.ts';
import type { ScenarioRun } from '../scenario-run.ts';
import { startServices } from '../start-services.ts';
import { measurePhase } from './measure-phase.ts';

/** [BOOT]: networks, volumes, containers, setup commands; it ends when every service that another one needs is ready. */
export async function measureBoot(run: ScenarioRun): Promise<void> {
  const { engine, runId } = run.job;
  await measurePhase(run, '[BOOT]', async () => {
    const places = await createNetworks(run);
    for (const volume of run.plan.volumes) await createVolume(engine, volume, runLabels(runId));
    await startServices(run, places);
  });
}
