import { removeContainer, stopContainer, unpauseContainer } from '../engine/containers.ts';
import { removeNetwork } from '../engine/networks.ts';
import { removeVolume } from '../engine/volumes.ts';
import { isRecorded, type LiveContainer, type ScenarioRun } from '../scenario-run.ts';
import { measurePhase } from './measure-phase.ts';

/** Time between a container's stop signal and SIGKILL where the service says nothing: its data are thrown away anyway. */
const STOP_GRACE_MS = 1000;

/** [REMOVE]: containers are stopped and removed, then networks and volumes; all are really gone at its end. */
export async function measureRemove(run: ScenarioRun): Promise<void> {
  const { engine } = run.job;
  await measurePhase(run, '[REMOVE]', async () => {
    await Promise.all([...run.containers.values()].map((container) => takeDown(run, container)));
    for (const { name } of run.plan.networks) await removeNetwork(engine, name);
    for (const volume of run.plan.volumes) await removeVolume(engine, volume);
  });
}

/** Stops and removes a container. It is recorded until it has stopped, so that its shutdown is measured too. */
async function takeDown(run: ScenarioRun, container: LiveContainer): Promise<void> {
  const { engine, recording } = run.job;
  const { service, id, state } = container;
  const recorded = isRecorded(container);
  if (state.kind === 'paused') await unpauseContainer(engine, id);
  if (state.kind !== 'ended') {
    container.state = { kind: 'removing', recorded };
    const graceMs = service.stopGracePeriodMs ?? STOP_GRACE_MS;
    await stopContainer(engine, { id, name: service.containerName, graceMs });
  }
  if (recorded && container.lasting === undefined) await recording.removeTarget(service.containerName);
  await removeContainer(engine, id);
}
