import { readFileSync } from 'node:fs';
import type { Environment } from '../../domain/environment.ts';
import { findProgram } from '../providers/find-program.ts';
import type { RecorderProgram } from './recorder-program.ts';

/**
 * The first CPU that the machine's owner has taken out of the scheduler's hands (`isolcpus=` on the kernel's command line);
 * undefined where there is none, as on most machines. Source: kernel's sysfs-devices-system-cpu.
 */
export function reservedCpu(env: Environment): number | undefined {
  try {
    const list = readFileSync(`${env.roots.sysfs}/devices/system/cpu/isolated`, 'latin1');
    const first = /^\d+/.exec(list.trim())?.[0];
    return first === undefined ? undefined : Number(first);
  } catch {
    return undefined;
  }
}

/** The program, started on a reserved CPU by util-linux's `taskset`; as it is where there is no such CPU or no taskset. */
export function onReservedCpu(
  program: RecorderProgram,
  cpu: number | undefined,
  taskset: string | undefined = findProgram('taskset'),
): RecorderProgram {
  if (cpu === undefined || taskset === undefined) return program;
  return {
    ...program,
    command: taskset,
    args: ['--cpu-list', String(cpu), program.command, ...program.args],
    cpu,
  };
}
