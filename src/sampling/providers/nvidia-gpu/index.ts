import { existsSync } from 'node:fs';
import type { StreamProvider } from '../../stream.ts';
import { findProgram } from '../find-program.ts';
import { GPU_QUERY, parseGpuLine } from './parse.ts';

/** nvidia-smi itself averages over some 25 to 100 ms; readings more often than that cost CPU and say nothing new. */
const EVERY_MS = 500;

/** Power, use, memory and temperature of NVIDIA GPUs, from nvidia-smi. */
export const nvidiaGpu: StreamProvider = {
  id: 'nvidia-gpu',
  metrics: [
    {
      name: 'power_nvidia',
      unit: 'uW',
      kind: 'gauge',
      scope: 'machine',
      details: 'sum',
      help: 'Power of each NVIDIA GPU board with its memory, as its driver reports it.',
    },
    {
      name: 'utilisation_nvidia',
      unit: 'ratio',
      kind: 'gauge',
      scope: 'machine',
      details: 'none',
      help: 'Share of time in which each NVIDIA GPU ran a kernel, whatever part of it was used.',
    },
    {
      name: 'memory_used_nvidia',
      unit: 'bytes',
      kind: 'gauge',
      scope: 'machine',
      details: 'sum',
      help: 'Memory of each NVIDIA GPU that is in use, with what its driver keeps for itself.',
    },
    {
      name: 'temperature_nvidia',
      unit: 'mC',
      kind: 'gauge',
      scope: 'machine',
      details: 'none',
      help: 'Temperature of each NVIDIA GPU core.',
    },
  ],
  probe(env) {
    const driver = `${env.roots.procfs}/driver/nvidia/version`;
    if (!existsSync(driver)) {
      return {
        available: false,
        reason: `${driver} does not exist: no NVIDIA driver is loaded`,
        advice: 'Install the NVIDIA driver on a machine with an NVIDIA GPU.',
      };
    }
    if (findProgram('nvidia-smi') !== undefined) return { available: true };
    return {
      available: false,
      reason: 'nvidia-smi is not on the PATH',
      advice: 'Install the package of the NVIDIA driver that has nvidia-smi in it (such as nvidia-utils).',
    };
  },
  plan: () => ({
    name: 'nvidia-smi',
    source: {
      kind: 'program',
      argv: [
        'nvidia-smi',
        `--query-gpu=${GPU_QUERY}`,
        '--format=csv,noheader,nounits',
        '-lms',
        String(EVERY_MS),
      ],
      // Its timestamps are local time without a zone.
      env: { TZ: 'UTC' },
    },
  }),
  parse: (_plan, text, emit) => parseGpuLine(text, emit),
};
