import { existsSync, readFileSync } from 'node:fs';
import type { Environment } from '../../../domain/environment.ts';
import type { Provider } from '../../provider.ts';
import { prefersCRecorder } from '../../recorder/recorder-program.ts';
import { energyEvents, powerUnit } from './events.ts';
import { parseEnergyEvent } from './parse.ts';

/** Energy of CPU packages by the kernel's performance events, for machines whose powercap files are missing or closed. */
export const raplPerf: Provider = {
  id: 'rapl-perf',
  optIn: true,
  metrics: [
    {
      name: 'energy_rapl_perf',
      unit: 'uJ',
      kind: 'counter',
      scope: 'machine',
      details: 'none',
      help: "Energy as the CPU's own meters (RAPL) count it, per domain, by performance events; the same meters as energy_rapl, read another way.",
    },
  ],
  probe(env) {
    if (energyEvents(env).length === 0) {
      return {
        available: false,
        reason: `${powerUnit(env)} has no energy events`,
        advice: 'Load the driver on an x86 CPU: sudo modprobe rapl. Virtual machines have none.',
      };
    }
    if (!prefersCRecorder()) {
      return {
        available: false,
        reason: 'the TypeScript recorder cannot open performance events',
        advice: 'Use the C recorder: unset JOULELAB_RECORDER, and build it with scripts/build-recorder.',
      };
    }
    if (mayCountCpus(env)) return { available: true };
    return {
      available: false,
      reason: `${paranoidPath(env)} keeps whole CPUs from users`,
      advice:
        'Run joulelab as root, or allow it until the next boot: sudo sysctl kernel.perf_event_paranoid=0',
    };
  },
  plan(env, target) {
    if (target.kind !== 'machine') return [];
    return energyEvents(env).map(({ path, detail, stepUj }) => ({
      path,
      offset: 0,
      length: 8,
      role: 'event',
      context: { detail, stepUj },
    }));
  },
  parse: (source, bytes, emit) => parseEnergyEvent(source, bytes, emit),
};

/**
 * Above 0, only root (CAP_PERFMON) may count what all processes do.
 * Source: Documentation/admin-guide/sysctl/kernel.rst.
 */
function mayCountCpus(env: Environment): boolean {
  if (process.getuid?.() === 0 || !existsSync(paranoidPath(env))) return true;
  return Number(readFileSync(paranoidPath(env), 'latin1')) <= 0;
}

function paranoidPath(env: Environment): string {
  return `${env.roots.procfs}/sys/kernel/perf_event_paranoid`;
}
