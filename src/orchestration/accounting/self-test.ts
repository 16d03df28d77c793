import { JoulelabError } from '../../domain/errors.ts';
import type { AccountingFacts } from '../../domain/run.ts';
import type { Service } from '../../domain/scenario.ts';
import { reasonOf, startDeadline } from '../deadline.ts';
import { createContainer, inspectContainer, removeContainer, startContainer } from '../engine/containers.ts';
import { startHangs } from '../engine/end-hung-runtime.ts';
import type { Engine } from '../engine/engine.ts';
import { startExec } from '../engine/exec.ts';
import type { SelectedRuntime } from '../runtimes/select-runtime.ts';
import type { ScenarioRun } from '../scenario-run.ts';
import { accountContainer } from './account-container.ts';
import { enginesCgroup } from './keeper.ts';
import { canRemoveKeepers } from './keeper-cgroups.ts';
import { judge, parseTimes, SPIN } from './spin.ts';

/** What the self-test found out about a runtime. */
export type RuntimeCheck = {
  readonly check: AccountingFacts['check'];
  readonly seen: string;
  /** The cgroup below which keepers can be made; absent where they cannot. */
  readonly keepersBelow?: string;
};

/** Waits on its open standard input until it is removed. */
const WAIT = 'read end';
/** The runs of one call share an engine: what was found out about a runtime holds for all of them. */
const checked = new WeakMap<Engine, Map<string, RuntimeCheck>>();

const NAME = 'joulelab-self-test';

/**
 * Looks once for every runtime of the run whether CPU time shows up where it will be recorded: a throw-away container of one
 * of the run's images spins for a moment. Between [INSTALLATION] and [BOOT], because the images are there then and nothing
 * is measured; containers of the run itself are left alone, so that their counters and caches stay what they are.
 *
 * A container that cannot be started is not judged here: [BOOT] will say so in its own words.
 * @throws JoulelabError `not-ready` where the runtime hangs; the signal's reason
 */
export async function testAccounting(run: ScenarioRun): Promise<void> {
  if (run.job.recording.cpuTimeUs === undefined) return;
  const byRuntime = Map.groupBy(
    run.job.scenario.services,
    ({ key }) => run.plan.runtimes.get(key)?.entry.name ?? '',
  );
  for (const [name, services] of byRuntime) {
    const selected = run.plan.runtimes.get(services[0]?.key ?? '');
    if (selected === undefined) continue;
    const known = checked.get(run.job.engine)?.get(name);
    const found = known ?? (await checkRuntime(run, selected, services));
    run.checks.set(name, found);
    if (found.check === 'not-verified') continue;
    checked.set(run.job.engine, (checked.get(run.job.engine) ?? new Map()).set(name, found));
  }
}

/** Tries the services' images until one has a shell. */
async function checkRuntime(
  run: ScenarioRun,
  selected: SelectedRuntime,
  services: readonly Service[],
): Promise<RuntimeCheck> {
  const images = Map.groupBy(services, ({ image }) => image);
  let seen = '';
  for (const [service] of images.values()) {
    if (service === undefined) continue;
    try {
      return await spinInContainer(run, selected, service);
    } catch (thrown) {
      if (run.signal.aborted) throw reasonOf(run.signal);
      if (thrown instanceof JoulelabError && thrown.code === 'runtime-unavailable') {
        run.journal.enter('[BOOT]');
        throw thrown;
      }
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      seen = message.split('\n', 1)[0] ?? '';
      if (!noShell(message)) break;
    }
  }
  return { check: 'not-verified', seen };
}

/** How engines and runtimes say that a program is not in the image. */
function noShell(message: string): boolean {
  return /executable file not found|no such file or directory|not found in \$PATH/i.test(message);
}

async function spinInContainer(
  run: ScenarioRun,
  selected: SelectedRuntime,
  model: Service,
): Promise<RuntimeCheck> {
  const { engine, runId, scenario, settings, env, recording } = run.job;
  const limits = run.plan.limits.get(model.key);
  if (limits === undefined) throw new Error(`service ${model.key} was not planned`);
  using limit = startDeadline(run.signal, settings.bootTimeoutMs, () =>
    startHangs(selected.entry.name, 'a container for the self-test of accounting', settings.bootTimeoutMs),
  );
  const { capacity } = engine;
  const service = standIn(model);
  const id = await createContainer(engine, {
    runId,
    service,
    root: scenario.root,
    limits,
    capacity,
    hosts: [],
  });
  try {
    await startContainer(engine, id, NAME, limit.signal);
    const { State } = await inspectContainer(engine, id);
    const container = { name: NAME, id, pid: State.Pid, networkMode: 'none' };
    const { target, method } = accountContainer(selected.runtime, container, { env });
    const before = recording.cpuTimeUs?.(target);
    const spun = await spin(run, id, limit.signal);
    const after = recording.cpuTimeUs?.(target);
    const parent = method === 'cgroup' ? enginesCgroup(target.cgroup) : undefined;
    const keeps = parent !== undefined && canRemoveKeepers(env, engine.facts, parent);
    return { ...judge(spun, before, after), ...(keeps ? { keepersBelow: parent } : {}) };
  } finally {
    // An engine that hangs would not remove it either; clean-up tries later.
    if (!limit.signal.aborted) await removeContainer(engine, id);
  }
}

/** A service that only waits, with the image and runtime of another, and without whatever else it has. */
function standIn({ image, runtime, folderDestination }: Service): Service {
  return {
    key: NAME,
    containerName: NAME,
    image,
    ...(runtime === undefined ? {} : { runtime }),
    entrypoint: ['sh'],
    command: ['-c', WAIT],
    environment: {},
    labels: {},
    networks: [],
    mounts: [],
    ports: [],
    dependsOn: [],
    limits: {},
    setupCommands: [],
    folderDestination,
    logStdout: false,
    logStderr: false,
    readNotesStdout: false,
    engineArgs: ['--network=none', '--no-healthcheck'],
  };
}

/** CPU time in µs that the container itself says it took; undefined where it does not. */
async function spin(run: ScenarioRun, containerId: string, signal: AbortSignal): Promise<number | undefined> {
  const plan = { containerId, argv: ['sh', '-c', SPIN], keepStdoutBytes: 1000, keepStderrBytes: 1000 };
  const exec = await startExec(run.job.engine, plan, signal);
  await exec.finished;
  return parseTimes(exec.stdout.text());
}
