import type Docker from 'dockerode';
import type { AccountingFacts } from '../../domain/run.ts';
import type { Service } from '../../domain/scenario.ts';
import type { SelectedRuntime } from '../runtimes/select-runtime.ts';
import type { LiveContainer, ScenarioRun } from '../scenario-run.ts';
import { absentFigures } from './absent-figures.ts';
import { accountContainer, accountEnded, type ContainerAccount } from './account-container.ts';
import { type Keeper, keeperBelow } from './keeper.ts';
import { noteHolders, recordOverhead } from './record-services.ts';

/** The cgroup that a container is to be created in; undefined where the run can make none. */
export function chooseKeeper(run: ScenarioRun, { key }: Service): Keeper | undefined {
  const parent = run.checks.get(run.plan.runtimes.get(key)?.entry.name ?? '')?.keepersBelow;
  if (parent === undefined) return undefined;
  const keeper = keeperBelow(parent, run.job.runId, run.keepers.size);
  run.keepers.set(key, keeper);
  return keeper;
}

/** Gives a started container to the recorder, notes how it is accounted, and warns where that is less than exact. */
export async function recordContainer(
  run: ScenarioRun,
  container: LiveContainer,
  { info, selected }: { readonly info: Docker.ContainerInspectInfo; readonly selected: SelectedRuntime },
): Promise<void> {
  const account = accountOf(run, container, { info, selected });
  if (account === undefined) return;
  const { target, method } = account;
  if (target.lasting !== undefined) container.lasting = target.lasting;
  if (await run.job.recording.addTarget(target)) container.readAtEnd = true;
  if (container.state.kind === 'running') container.state = { kind: 'running', recorded: true };
  await recordOverhead(run, target);
  noteHolders(run, target.name, target.pid);
  noteAccounting(run, container, factsOf(method, run.checks.get(selected.entry.name)));
  const absent = method === 'cgroup' ? absentFigures(run.job.env, target.cgroup) : [];
  if (absent.length === 0) return;
  const message = `The cgroup of container ${target.name} lacks controllers: unknown is its ${absent.join(' and ')}.`;
  run.journal.warn({ code: 'controllers-missing', message });
}

function accountOf(
  run: ScenarioRun,
  { id, service }: LiveContainer,
  { info, selected }: { readonly info: Docker.ContainerInspectInfo; readonly selected: SelectedRuntime },
): ContainerAccount | undefined {
  const { containerName: name, key } = service;
  const keeper = run.keepers.get(key);
  if (info.State.Pid > 0 && run.events.lifeOf(id).ended === undefined) {
    const running = { name, id, pid: info.State.Pid, networkMode: info.HostConfig.NetworkMode ?? '' };
    const account = accountContainer(selected.runtime, running, { env: run.job.env, keeper });
    // Without any cgroup it has ended while it was looked at.
    if (account.method !== 'none' || keeper === undefined) return account;
  }
  return keeper === undefined ? undefined : { target: accountEnded(name, id, keeper), method: 'cgroup' };
}

function factsOf(
  method: AccountingFacts['method'],
  check: { readonly check: AccountingFacts['check']; readonly seen: string } | undefined,
): AccountingFacts {
  if (method === 'none')
    return { method, check: 'not-verified', seen: 'it is in no cgroup and no process tree of its own' };
  if (check === undefined) return { method, check: 'not-verified', seen: 'there was no self-test' };
  return { method, check: check.check, seen: check.seen };
}

function noteAccounting(run: ScenarioRun, { id, service }: LiveContainer, accounting: AccountingFacts): void {
  const { journal } = run;
  const { containerName: name } = service;
  const facts = journal.containers.get(id);
  if (facts !== undefined) journal.containers.set(id, { ...facts, accounting });
  // What has ended meanwhile has no cgroup any more: that says nothing.
  if (run.events.lifeOf(id).ended !== undefined) return;
  if (accounting.method === 'none')
    journal.warn({ code: 'no-container-cgroup', message: `Container ${name} has no cgroup of its own.` });
  if (accounting.method === 'process-tree')
    journal.warn({
      code: 'container-process-tree',
      message: `Container ${name} has no cgroup of its own and is accounted by its processes.`,
    });
  if (accounting.check === 'wrong')
    journal.warn({
      code: 'accounting-wrong',
      message: `The self-test of the way in which ${name} is accounted failed: ${accounting.seen}.`,
    });
}
