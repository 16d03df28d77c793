import type { AttributionRow } from '../domain/report.ts';
import { splitWhole } from './largest-remainder.ts';

/** Who used how much CPU time in a phase. */
export type CpuUse = {
  /** Containers, commands and services in the order in which they were recorded; what one holds of another is taken off. */
  readonly targets: readonly {
    readonly kind: 'container' | 'command' | 'service';
    readonly name: string;
    readonly cpuUs: number;
  }[];
  /** Recorder and orchestrator together. */
  readonly toolCpuUs: number;
  /** Busy time of all threads of the machine; undefined where it was not recorded. */
  readonly systemBusyUs?: number;
};

/**
 * Splits a phase's energy over those who used the CPU. The rows add up to `energyUj` exactly.
 *
 * `idleUj` (what the machine draws anyway, at most the phase's energy) is a row of its own. What is left is split in
 * proportion to CPU time: each container, command or service, the tool itself, and `rest` = the machine's busy time minus all of
 * those, at least 0 (`/proc/stat` counts in ticks of 10 ms, cgroups in microseconds, so the difference may be negative).
 * Where nobody used any CPU time it all goes to `rest`.
 *
 * @param idleUj undefined where the idle power is not known: then all of it is split.
 */
export function attribute(
  energyUj: number,
  idleUj: number | undefined,
  cpu: CpuUse,
): readonly AttributionRow[] {
  const idle = idleUj === undefined ? undefined : Math.min(energyUj, Math.max(0, Math.round(idleUj)));
  const shares = [
    ...cpu.targets,
    { kind: 'tool', name: 'joulelab', cpuUs: cpu.toolCpuUs } as const,
    { kind: 'rest', name: 'rest of the system', cpuUs: restCpuUs(cpu) } as const,
  ];
  const active = energyUj - (idle ?? 0);
  const parts = splitWhole(
    active,
    shares.map((share) => share.cpuUs),
  );
  const rows: AttributionRow[] = shares.map((share, index) => ({
    ...share,
    energyUj: parts?.[index] ?? (share.kind === 'rest' ? active : 0),
  }));
  if (idle !== undefined) rows.push({ kind: 'idle', name: 'idle', energyUj: idle, cpuUs: 0 });
  return rows;
}

function restCpuUs(cpu: CpuUse): number {
  if (cpu.systemBusyUs === undefined) return 0;
  const known = cpu.targets.reduce((sum, target) => sum + target.cpuUs, cpu.toolCpuUs);
  return Math.max(0, cpu.systemBusyUs - known);
}
