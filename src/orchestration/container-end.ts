import type { ContainerLife } from './engine/events.ts';
import { isRecorded, type LiveContainer, type ScenarioRun } from './scenario-run.ts';

/**
 * Notes that a container has ended by itself. That is data, not an error: a flow that still needs the container fails
 * by itself. A container that the run takes down, or that is not registered yet, is none of this.
 */
export function noteEnd(
  run: Pick<ScenarioRun, 'containers' | 'journal' | 'job'>,
  containerId: string,
  life: ContainerLife,
): void {
  const container = [...run.containers.values()].find(({ id }) => id === containerId);
  if (container === undefined || life.ended === undefined) return;
  if (container.state.kind === 'ended' || container.state.kind === 'removing') return;
  const { exitCode } = life.ended;
  const recorded = isRecorded(container);
  container.state = { kind: 'ended', exitCode };
  const facts = run.journal.containers.get(containerId);
  if (facts !== undefined) run.journal.containers.set(containerId, { ...facts, exitCode });
  warnOfEnd(run, container, { exitCode, oomKilled: life.oomKilled });
  // Its files are gone already; the recorder only stops looking for them. A recorder that failed says so at the next mark.
  if (recorded) run.job.recording.removeTarget(container.service.containerName).catch(() => undefined);
}

function warnOfEnd(
  run: Pick<ScenarioRun, 'journal' | 'job'>,
  { service }: LiveContainer,
  { exitCode, oomKilled }: { exitCode: number; oomKilled: boolean },
): void {
  const name = service.containerName;
  const during = run.journal.place === undefined ? '' : ` in ${run.journal.place}`;
  const expected = run.job.scenario.services.some(({ dependsOn }) =>
    dependsOn.some(
      (one) => one.service === service.key && one.condition === 'service_completed_successfully',
    ),
  );
  run.journal.warn({ code: 'container-gone', message: `Container ${name} ended${during}.` });
  if (expected && exitCode === 0) return;
  const why = oomKilled ? ', out of memory' : '';
  run.journal.warn({
    code: 'container-ended',
    message: `Container ${name} ended by itself${during} with exit code ${exitCode}${why}.`,
  });
}
