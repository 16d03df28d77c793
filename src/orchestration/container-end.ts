import type { CgroupPaths } from '../domain/target.ts';
import type { UnixUs } from '../domain/units.ts';
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
  const { exitCode, unixUs } = life.ended;
  const recorded = isRecorded(container);
  container.state = { kind: 'ended', exitCode };
  const facts = run.journal.containers.get(containerId);
  if (facts !== undefined)
    run.journal.containers.set(containerId, { ...facts, exitCode, endedUnixUs: unixUs });
  warnOfEnd(run, container, { exitCode, unixUs, oomKilled: life.oomKilled });
  // What lasts is read until the run is over.
  if (container.lasting !== undefined) return;
  // Its files are gone already; the recorder only stops looking for them. A recorder that failed says so at the next mark.
  if (recorded) run.job.recording.removeTarget(container.service.containerName).catch(() => undefined);
}

/** Warns of every container in which the kernel killed a process for memory, as the engine's events told. */
export function warnOfMemoryKills(run: Pick<ScenarioRun, 'containers' | 'events' | 'journal'>): void {
  for (const { id, service } of run.containers.values()) {
    if (!run.events.lifeOf(id).oomKilled) continue;
    const message = `Container ${service.containerName} ran out of memory.`;
    run.journal.warn({ code: 'out-of-memory', message });
  }
}

function warnOfEnd(
  run: Pick<ScenarioRun, 'journal' | 'job'>,
  { service, lasting, readAtEnd }: LiveContainer,
  { exitCode, unixUs, oomKilled }: { exitCode: number; unixUs: UnixUs; oomKilled: boolean },
): void {
  const name = service.containerName;
  const during = run.journal.place === undefined ? '' : ` in ${run.journal.place}`;
  const expected = run.job.scenario.services.some(({ dependsOn }) =>
    dependsOn.some(
      (one) => one.service === service.key && one.condition === 'service_completed_successfully',
    ),
  );
  if (readAtEnd !== true)
    run.journal.warn({
      code: 'container-gone',
      message: `Container ${name} ended${during}: ${lowerBounds(lasting)}.`,
    });
  if (expected && exitCode === 0) return;
  const why = oomKilled ? ', out of memory' : '';
  run.journal.warn({
    code: 'container-ended',
    message: `Container ${name} ended by itself${during} at ${timeOf(unixUs)} with exit code ${exitCode}${why}.`,
  });
}

/** The counters that end with a container. cgroup v1 forgets the disk traffic of a cgroup that is gone; a network namespace all of its. */
function lowerBounds(lasting: CgroupPaths | undefined): string {
  if (lasting === undefined) return 'CPU time, disk and network traffic';
  return lasting.v1 === undefined ? 'network traffic' : 'disk and network traffic';
}

/** ISO 8601, to the millisecond. */
function timeOf(unixUs: UnixUs): string {
  return new Date(unixUs / 1000).toISOString();
}
