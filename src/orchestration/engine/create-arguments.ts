import type { Healthcheck, Mount, Service } from '../../domain/scenario.ts';
import type { EngineCapacity } from './engine.ts';
import { objectName, runLabels, SERVICE_LABEL } from './labels.ts';

/** A container to be created: the service, and what the run adds to it. */
export type ContainerPlan = {
  readonly runId: string;
  readonly service: Service;
  /** Absolute path of the folder that is mounted read-only at the service's `folderDestination`. */
  readonly root: string;
  readonly limits: { readonly cpus: number; readonly memoryBytes: number };
  readonly capacity: EngineCapacity;
  /** Engine's name of the first network, and the container's place in it; absent with `--network` in the engine's options. */
  readonly network?: NetworkPlace;
  /** Cgroup that the container's is made in; the engine's own choice where absent. The scenario's own option wins. */
  readonly cgroupParent?: string;
  /** Names that are to resolve without the engine's resolver. */
  readonly hosts: readonly { readonly name: string; readonly address: string }[];
};

/** A container's place in a network, under the engine's name of the network. */
export type NetworkPlace = {
  readonly networkName: string;
  readonly aliases: readonly string[];
  readonly ipv4Address?: string;
};

const HOST_NAME = /^[a-zA-Z0-9]([a-zA-Z0-9_.-]{0,61}[a-zA-Z0-9])?$/;

/**
 * The arguments of `docker create` for a container, one word an entry.
 *
 * Standard input is left open: an image whose command is a shell then goes on running, as scenarios expect. The scenario's own
 * options come late and so win over what is derived; name and labels come last and cannot be changed by them.
 */
export function createArguments(plan: ContainerPlan): string[] {
  const { service } = plan;
  const [entrypoint, ...entrypointRest] = service.entrypoint ?? [];
  const words = [...entrypointRest, ...(service.command ?? [])];
  return [
    'create',
    '--interactive',
    '--pull=never',
    ...hostNameArguments(service),
    ...limitArguments(plan),
    ...(service.runtime === undefined ? [] : ['--runtime', service.runtime]),
    ...(plan.cgroupParent === undefined ? [] : [`--cgroup-parent=${plan.cgroupParent}`]),
    `--mount=${bindMount(plan.root, service.folderDestination, true)}`,
    ...service.mounts.map((mount) => `--mount=${mountOption(plan.runId, mount)}`),
    ...Object.entries(service.environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...service.ports.flatMap((port) => ['--publish', port]),
    ...networkArguments(plan.network),
    ...plan.hosts.map(({ name, address }) => `--add-host=${name}:${address}`),
    ...(service.healthcheck === undefined ? [] : healthArguments(service.healthcheck)),
    ...(service.entrypoint === undefined ? [] : ['--entrypoint', entrypoint ?? '']),
    ...labelArguments(service.labels),
    ...service.engineArgs,
    `--name=${objectName(plan.runId, service.containerName)}`,
    ...labelArguments({ ...runLabels(plan.runId), [SERVICE_LABEL]: service.key }),
    service.image,
    ...words,
  ];
}

/** Whether the options choose the network themselves (`--network host`): no network of the run is joined then. */
export function choosesNetwork(engineArgs: readonly string[]): boolean {
  return engineArgs.some((word) => /^--net(work)?(=|$)/.test(word));
}

/** No host name where the options choose one, or a network mode in which none may be given. */
function hostNameArguments({ containerName, engineArgs }: Service): string[] {
  const chosen =
    choosesNetwork(engineArgs) || engineArgs.some((word) => /^(--hostname(=|$)|-h|--uts(=|$))/.test(word));
  return chosen || !HOST_NAME.test(containerName) ? [] : ['--hostname', containerName];
}

function limitArguments({ limits, capacity }: ContainerPlan): string[] {
  const memory = String(limits.memoryBytes);
  return [
    ...(capacity.enforcesCpus ? ['--cpus', String(limits.cpus)] : []),
    ...(capacity.enforcesMemory ? ['--memory', memory] : []),
    ...(capacity.enforcesMemory && capacity.enforcesSwap ? ['--memory-swap', memory] : []),
  ];
}

function networkArguments(network: NetworkPlace | undefined): string[] {
  if (network === undefined) return [];
  return [
    `--network=${network.networkName}`,
    ...network.aliases.flatMap((alias) => ['--network-alias', alias]),
    ...(network.ipv4Address === undefined ? [] : ['--ip', network.ipv4Address]),
  ];
}

function labelArguments(labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]);
}

function mountOption(runId: string, mount: Mount): string {
  if (mount.type === 'bind') return bindMount(mount.source, mount.target, mount.readOnly);
  const source = mount.source === '' ? [] : [`source=${objectName(runId, mount.source)}`];
  return csv(['type=volume', ...source, `target=${mount.target}`, ...(mount.readOnly ? ['readonly'] : [])]);
}

function bindMount(source: string, target: string, readOnly: boolean): string {
  return csv(['type=bind', `source=${source}`, `target=${target}`, ...(readOnly ? ['readonly'] : [])]);
}

/** `--mount` takes one CSV record, so that paths may hold commas and quotes. */
function csv(fields: readonly string[]): string {
  return fields.map((field) => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',');
}

function healthArguments(check: Healthcheck): string[] {
  if (check.disable || check.test?.[0] === 'NONE') return ['--no-healthcheck'];
  return [
    ...(check.test === undefined ? [] : ['--health-cmd', healthCommand(check.test)]),
    ...durationArguments('--health-interval', check.intervalMs),
    ...durationArguments('--health-timeout', check.timeoutMs),
    ...durationArguments('--health-start-period', check.startPeriodMs),
    ...(check.retries === undefined ? [] : ['--health-retries', String(check.retries)]),
  ];
}

function durationArguments(option: string, durationMs: number | undefined): string[] {
  return durationMs === undefined ? [] : [option, `${durationMs}ms`];
}

/** The CLI knows only the shell form, so the words of the other one are quoted for the shell. */
function healthCommand(test: readonly string[]): string {
  const [form, ...words] = test;
  if (form === 'CMD-SHELL') return words.join(' ');
  return words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
}
