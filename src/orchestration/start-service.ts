import type Docker from 'dockerode';
import { JoulelabError } from '../domain/errors.ts';
import type { ContainerFacts } from '../domain/run.ts';
import type { Service } from '../domain/scenario.ts';
import { chooseKeeper, recordContainer } from './accounting/record-container.ts';
import { noteEnd } from './container-end.ts';
import { reasonOf, startDeadline } from './deadline.ts';
import { createContainer, inspectContainer, startContainer } from './engine/containers.ts';
import { startHangs } from './engine/end-hung-runtime.ts';
import type { Engine } from './engine/engine.ts';
import { joinNetwork } from './engine/networks.ts';
import type { Places } from './plan-networks.ts';
import { hostsEntries } from './policies/hosts-entries.ts';
import { innerNamesSentence, readHostServers, readResolvConf, setInnerDns } from './policies/inner-names.ts';
import { runCommand } from './run-command.ts';
import type { SelectedRuntime } from './runtimes/select-runtime.ts';
import type { LiveContainer, ScenarioRun } from './scenario-run.ts';
import { waitForDependency } from './wait-for-dependency.ts';

/** What a service shares with those that start beside it. */
export type StartContext = {
  /** Services by key, settled when they have started and been set up. All that a service depends on come before it. */
  readonly started: ReadonlyMap<string, Promise<LiveContainer>>;
  readonly places: Places;
  readonly signal: AbortSignal;
};

/**
 * Creates a service's container, waits for what it depends on, starts it, hands it to the recorder and sets it up.
 * @throws JoulelabError `start-failed`, `not-ready`, `setup-failed`…; the signal's reason
 */
export async function startService(
  run: ScenarioRun,
  service: Service,
  { started, places, signal }: StartContext,
): Promise<LiveContainer> {
  const { engine, progress } = run.job;
  const id = await create(run, service, places, signal);
  for (const { service: key, condition } of service.dependsOn) {
    const other = await started.get(key);
    if (other !== undefined)
      await waitForDependency(run, { dependent: service, container: other, condition }, signal);
  }
  if (signal.aborted) throw reasonOf(signal);
  progress({ kind: 'step', text: `Starting ${service.containerName}` });
  await startInTime(run, service, id, signal);
  const container = await register(run, service, await inspectContainer(engine, id));
  await setUp(run, container, signal);
  return container;
}

async function create(
  run: ScenarioRun,
  service: Service,
  places: Places,
  signal: AbortSignal,
): Promise<string> {
  const { engine, runId, scenario } = run.job;
  const { key } = service;
  const [network, ...further] = places.get(key) ?? [];
  const limits = run.plan.limits.get(key);
  const policy = run.plan.policies.get(key);
  if (limits === undefined || policy === undefined) throw new Error(`service ${key} was not planned`);
  if (signal.aborted) throw reasonOf(signal);
  const { engineArgs, byHosts, innerNames } = policy;
  const keeper = chooseKeeper(run, service);
  const id = await createContainer(engine, {
    runId,
    service: { ...service, engineArgs },
    root: scenario.root,
    limits,
    capacity: engine.capacity,
    ...(keeper === undefined ? {} : { cgroupParent: keeper.option }),
    hosts: byHosts ? hostsEntries(key, places, engineArgs) : [],
    ...(network === undefined ? {} : { network }),
  });
  for (const place of further) await joinNetwork(engine, id, place);
  if (innerNames === 'dns of the inner engine') await setInnerDns(engine, id, readHostServers());
  return id;
}

async function startInTime(
  run: ScenarioRun,
  service: Service,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const { settings, engine } = run.job;
  const runtime = run.plan.runtimes.get(service.key)?.entry.name ?? engine.defaultRuntime;
  using limit = startDeadline(signal, settings.bootTimeoutMs, () =>
    startHangs(runtime, `container ${service.containerName}`, settings.bootTimeoutMs),
  );
  await startContainer(engine, id, service.containerName, limit.signal);
}

/** Notes what really runs, and gives the container to the recorder as soon as its first process is known. */
async function register(
  run: ScenarioRun,
  service: Service,
  info: Docker.ContainerInspectInfo,
): Promise<LiveContainer> {
  const { engine } = run.job;
  const { containerName: name } = service;
  const selected = run.plan.runtimes.get(service.key);
  const container: LiveContainer = {
    service,
    id: info.Id,
    tty: info.Config.Tty,
    hasHealthcheck: info.State.Health !== undefined,
    state: { kind: 'running', recorded: false },
  };
  run.containers.set(name, container);
  const policies = policySentences(run, service, info.State.Pid);
  const { digests = [] } = run.images.get(service.key) ?? {};
  run.journal.containers.set(info.Id, {
    name,
    id: info.Id,
    image: service.image,
    imageId: info.Image,
    ...(digests.length === 0 ? {} : { imageDigests: digests }),
    runtime: effectiveRuntime(info, engine) ?? service.runtime ?? engine.defaultRuntime,
    ...runtimeFacts(selected),
    ...(policies.length === 0 ? {} : { policies }),
    ...effectiveLimits(info, engine.capacity),
  });
  if (selected !== undefined) await recordContainer(run, container, { info, selected });
  // It may have ended before it was registered; from now on the events' listener notices.
  const ended = run.events.lifeOf(info.Id);
  if (ended.ended !== undefined) noteEnd(run, info.Id, ended);
  return container;
}

function runtimeFacts(
  selected: SelectedRuntime | undefined,
): Pick<ContainerFacts, 'runtimeVersion' | 'runtimeBinary' | 'runtimeArgs'> {
  const { version, binary, entry } = selected ?? {};
  return {
    ...(version === undefined ? {} : { runtimeVersion: version }),
    ...(binary === undefined ? {} : { runtimeBinary: binary }),
    ...(entry === undefined || entry.args.length === 0 ? {} : { runtimeArgs: entry.args }),
  };
}

/** What the runtime's policy did, some of which shows only in the running container. */
function policySentences({ plan, job }: ScenarioRun, { key }: Service, pid: number): readonly string[] {
  const { said = [], innerNames } = plan.policies.get(key) ?? {};
  if (innerNames === undefined) return said;
  const resolvConf = readResolvConf(`${job.env.roots.procfs}/${pid}/root/etc/resolv.conf`);
  return resolvConf === undefined ? said : [...said, innerNamesSentence(innerNames, resolvConf)];
}

function effectiveRuntime(info: Docker.ContainerInspectInfo, { variant }: Engine): string | undefined {
  const { Runtime } = info.HostConfig as { Runtime?: string };
  return Runtime === '' || !variant.namesRuntime ? undefined : Runtime;
}

/** The limits as the engine has them; without a limit it is all that the engine has. */
function effectiveLimits(
  { HostConfig: { NanoCpus, Memory, CpuQuota, CpuPeriod } }: Docker.ContainerInspectInfo,
  capacity: { readonly cpus: number; readonly memoryBytes: number },
): { cpus: number; memoryBytes: number } {
  const quota = CpuQuota !== undefined && CpuQuota > 0 ? CpuQuota / (CpuPeriod || 100_000) : capacity.cpus;
  return { cpus: NanoCpus ? NanoCpus / 1e9 : quota, memoryBytes: Memory || capacity.memoryBytes };
}

async function setUp(run: ScenarioRun, container: LiveContainer, signal: AbortSignal): Promise<void> {
  const { flowTimeoutMs } = run.job.settings;
  for (const { argv, text, detach } of container.service.setupCommands) {
    using limit = startDeadline(signal, flowTimeoutMs, () => {
      const { containerName } = container.service;
      return new JoulelabError(
        'timed-out',
        `A setup command of ${containerName} took longer than ${flowTimeoutMs / 1000} s.`,
        {
          advice: 'Move long work into the image, or give it more time with --flow-timeout.',
        },
      );
    });
    const where = `Setup of ${container.service.containerName}`;
    const kept = { logStdout: true, logStderr: true, readNotesStdout: false, ignoreErrors: false };
    const command = {
      container,
      argv,
      text,
      detach,
      where,
      code: 'setup-failed',
      phase: '[BOOT]',
      ...kept,
    } as const;
    await runCommand(run, command, limit.signal);
  }
}
