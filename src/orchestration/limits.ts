import { JoulelabError } from '../domain/errors.ts';
import type { Limits, Service } from '../domain/scenario.ts';
import type { Warning } from '../domain/warnings.ts';
import type { EngineCapacity } from './engine/engine.ts';

const MIB = 1024 * 1024;

/** Kept back for the engine, the kernel and the recorder: a tenth of the memory, at most 1 GiB. */
const MOST_RESERVED_BYTES = 1024 * MIB;

/** The engine refuses less. Source: moby, daemon `linuxMinMemory`. */
const LEAST_MEMORY_BYTES = 6 * MIB;

/** The limits of every service, by its key, and what is to be said about them. */
export type ResolvedLimits = {
  readonly byService: ReadonlyMap<string, Required<Limits>>;
  readonly warnings: readonly Warning[];
};

/**
 * Gives every service limits. CPUs: those asked for, else all that can be assigned, which is the engine's less the one
 * kept for measuring; containers may share them. Memory: that asked for, else an even share of what is left.
 *
 * @throws JoulelabError `limits-exceeded` with the sum
 */
export function resolveLimits(services: readonly Service[], capacity: EngineCapacity): ResolvedLimits {
  const cpus = assignableCpus(services, capacity.cpus);
  const memoryShare = shareOfMemory(services, capacity.memoryBytes);
  const byService = new Map<string, Required<Limits>>();
  for (const { key, limits } of services) {
    byService.set(key, { cpus: limits.cpus ?? cpus, memoryBytes: limits.memoryBytes ?? memoryShare });
  }
  return { byService, warnings: warningsOn(capacity) };
}

function assignableCpus(services: readonly Service[], engineCpus: number): number {
  const assignable = Math.max(1, engineCpus - 1);
  const greedy = services.filter(({ limits }) => (limits.cpus ?? 0) > assignable);
  if (greedy.length === 0) return assignable;
  const list = greedy.map(({ containerName, limits }) => `${containerName}: ${limits.cpus}`).join(', ');
  throw new JoulelabError(
    'limits-exceeded',
    `More CPUs are asked for than can be assigned (${list}; assignable: ${assignable} of ${engineCpus}, one is kept for measuring).`,
    { advice: 'Lower cpus or deploy.resources.limits.cpus, or use a machine with more cores.' },
  );
}

function shareOfMemory(services: readonly Service[], engineBytes: number): number {
  const assignable = engineBytes - Math.min(MOST_RESERVED_BYTES, Math.floor(engineBytes / 10));
  const asked = services.filter(({ limits }) => limits.memoryBytes !== undefined);
  const sum = asked.reduce((total, { limits }) => total + (limits.memoryBytes ?? 0), 0);
  const sharers = services.length - asked.length;
  const share = sharers === 0 ? 0 : Math.floor((assignable - sum) / sharers);
  if (sum <= assignable && (sharers === 0 || share >= LEAST_MEMORY_BYTES)) return share;
  const list = asked
    .map(({ containerName, limits }) => `${containerName}: ${inMib(limits.memoryBytes ?? 0)}`)
    .join(' + ');
  const others =
    sharers === 0 ? '' : `; ${sharers} more without a limit need ${inMib(LEAST_MEMORY_BYTES)} each`;
  throw new JoulelabError(
    'limits-exceeded',
    `More memory is asked for than can be assigned: ${list} = ${inMib(sum)} of ${inMib(assignable)}${others}.`,
    { advice: 'Lower mem_limit or deploy.resources.limits.memory, or use a machine with more memory.' },
  );
}

function inMib(bytes: number): string {
  return `${Math.round(bytes / MIB)} MiB`;
}

function warningsOn(capacity: EngineCapacity): Warning[] {
  const ignored = [...(capacity.enforcesCpus ? [] : ['CPU']), ...(capacity.enforcesMemory ? [] : ['memory'])];
  if (ignored.length === 0) return [];
  return [
    { code: 'limits-ignored', message: `The engine does not enforce limits of ${ignored.join(' and ')}.` },
  ];
}
