import { pauseContainer } from './engine/containers.ts';
import type { ScenarioRun } from './scenario-run.ts';

/** Freezes the containers whose service says `pause-after-phase` with this phase's or flow's name. */
export async function pauseContainersAfter(run: ScenarioRun, place: string): Promise<void> {
  for (const container of run.containers.values()) {
    const { state, service, id } = container;
    if (service.pauseAfterPhase !== place || state.kind !== 'running') continue;
    await pauseContainer(run.job.engine, id);
    container.state = { kind: 'paused', recorded: state.recorded };
  }
}
