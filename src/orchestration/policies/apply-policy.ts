import { JoulelabError } from '../../domain/errors.ts';
import type { Service } from '../../domain/scenario.ts';
import type { EngineCapacity } from '../engine/engine.ts';
import type { RuntimePolicy } from '../runtimes/runtime.ts';
import { chooseInnerNames, type InnerNames } from './inner-names.ts';

/** What a runtime's policy makes of one service. */
export type AppliedPolicy = {
  /** The service's engine options, with what the runtime cannot take replaced. */
  readonly engineArgs: readonly string[];
  /** It finds the services of its networks by hosts entries, not through the engine's resolver. */
  readonly byHosts: boolean;
  /** Present where containers of an engine inside need help to resolve names. */
  readonly innerNames?: InnerNames;
  /** Sentences for the run: what was done differently than under another runtime, and what to know about its figures. */
  readonly said: readonly string[];
};

/**
 * What stands in for the engine's own `--privileged`: all capabilities and open security options, without the host's devices.
 * Inside a virtual machine that is all that a guest can have. Source: kata-containers, docs/how-to/privileged.md.
 */
const GUEST_PRIVILEGES = [
  '--cap-add=ALL',
  '--security-opt=seccomp=unconfined',
  '--security-opt=apparmor=unconfined',
  '--security-opt=systempaths=unconfined',
];

/** Where the service is to run. */
export type Surroundings = {
  /** Name of the runtime under this engine. */
  readonly runtime: string;
  readonly capacity: EngineCapacity;
  /** Another service is in one of its networks. */
  readonly hasPeers: boolean;
};

/**
 * Turns a service's options into what its runtime can take.
 * @throws JoulelabError `not-supported` where the service needs what the runtime refuses
 */
export function applyPolicy(
  service: Service,
  policy: RuntimePolicy,
  { runtime, capacity, hasPeers }: Surroundings,
): AppliedPolicy {
  const { key, engineArgs, limits } = service;
  const isPrivileged = engineArgs.includes('--privileged');
  if (!policy.hostNetwork && engineArgs.some((word) => /^--net(work)?=host$/.test(word)))
    throw refusal(
      key,
      runtime,
      "the host's network",
      'Leave network_mode out: services find each other by name',
    );
  if (isPrivileged && policy.privileged === 'refused')
    throw refusal(key, runtime, 'privileged', 'Leave it out');
  const stoodIn = isPrivileged && policy.privileged === 'guest';
  const byHosts = policy.nameResolution === 'hosts' && hasPeers;
  const lacksLimits = limits.cpus === undefined || limits.memoryBytes === undefined;
  const sizedByUs = policy.bothLimits && lacksLimits && capacity.enforcesCpus && capacity.enforcesMemory;
  return {
    engineArgs: stoodIn
      ? engineArgs.flatMap((word) => (word === '--privileged' ? GUEST_PRIVILEGES : word))
      : engineArgs,
    byHosts,
    ...(policy.makesResolverAlias === undefined
      ? {}
      : { innerNames: chooseInnerNames(service, policy.makesResolverAlias) }),
    said: [
      ...(byHosts
        ? ["finds services by fixed addresses in /etc/hosts, as it cannot reach the engine's resolver"]
        : []),
      ...(stoodIn
        ? ['is privileged inside its own kernel, by capabilities, without devices of the host']
        : []),
      ...(sizedByUs
        ? ['has limits set by joulelab where the scenario sets none: they size its virtual machine']
        : []),
      ...policy.notes,
    ],
  };
}

function refusal(service: string, runtime: string, what: string, remedy: string): JoulelabError {
  return new JoulelabError(
    'not-supported',
    `Service ${service} asks for ${what}, which the runtime ${runtime} cannot give.`,
    { advice: `${remedy}, or choose another runtime, for example with --runtime runc.` },
  );
}
