import type { CgroupPaths, Target } from '../../domain/target.ts';
import type { ScenarioRun } from '../scenario-run.ts';
import { cgroupsOf } from './cgroups-of.ts';
import { findServices } from './services.ts';

type Service = Extract<Target, { kind: 'service' }>;

/** Gives all that runs beside containers to the recorder, before the first phase. */
export async function recordServices(run: ScenarioRun): Promise<void> {
  const { recording } = run.job;
  for (const service of findServices(run)) {
    await recordService(run, service);
    for (const pid of service.pids ?? []) noteHolders(run, service.name, pid);
    if (service.cgroup !== undefined) noteHoldersOf(run, service.name, service.cgroup);
  }
  noteHolders(run, 'orchestrator', process.pid);
  if (recording.pid !== undefined) noteHolders(run, 'recorder', recording.pid);
}

/** Cgroups that serve one container alone: a row each. */
export async function recordOverhead(
  run: ScenarioRun,
  target: Extract<Target, { kind: 'container' }>,
): Promise<void> {
  for (const [index, cgroup] of (target.overhead ?? []).entries()) {
    const which = index === 0 ? '' : ` ${index + 1}`;
    const name = `${target.name} (runtime overhead${which})`;
    await recordService(run, { kind: 'service', name, cgroup });
    noteHoldersOf(run, name, cgroup);
  }
}

async function recordService(run: ScenarioRun, service: Service): Promise<void> {
  await run.job.recording.addTarget(service);
  run.journal.services.set(service.name, { service, holds: new Set() });
}

/** Notes in which services' cgroups a target's process is: their counters hold its use. */
export function noteHolders(run: ScenarioRun, name: string, pid: number): void {
  noteHoldersOf(run, name, cgroupsOf(run.job.env, pid));
}

function noteHoldersOf(run: ScenarioRun, name: string, own: CgroupPaths): void {
  for (const [holder, { service, holds }] of run.journal.services)
    if (holder !== name && service.cgroup !== undefined && isWithin(own, service.cgroup)) holds.add(name);
}

/** Whether one cgroup lies in another, in the hierarchy that both name. */
function isWithin(own: CgroupPaths, outer: CgroupPaths): boolean {
  const below = (path: string | undefined, above: string | undefined) =>
    path !== undefined && above !== undefined && (path === above || path.startsWith(`${above}/`));
  const outerCpu = outer.v1?.['cpuacct'];
  return outerCpu === undefined ? below(own.v2, outer.v2) : below(own.v1?.['cpuacct'], outerCpu);
}
