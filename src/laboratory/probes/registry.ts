import { cpuAccounting, engineStats, networkAccounting } from './accounting.ts';
import { exec, execStdin, execTty, logs, run } from './commands.ts';
import { bindMount } from './files.ts';
import { gpu } from './gpu.ts';
import { kernelModules, ownKernel } from './kernel.ts';
import { kubernetes } from './kubernetes.ts';
import { healthCheck, pause, stop } from './lifecycle.ts';
import { cpuLimit, memoryLimit, outOfMemory } from './limits.ts';
import { nestedEngine, systemd } from './machines.ts';
import { hostNetwork, networkAddress, networkName, publishedPort } from './network.ts';
import type { Probe } from './probe.ts';

/** Asked first: a runtime that does not answer it is asked nothing else. */
export const FIRST_PROBE = run;

/** Every other probe, one a capability. */
export const OTHER_PROBES: readonly Probe[] = [
  exec,
  execStdin,
  execTty,
  logs,
  stop,
  healthCheck,
  bindMount,
  cpuLimit,
  memoryLimit,
  outOfMemory,
  publishedPort,
  networkAddress,
  networkName,
  hostNetwork,
  pause,
  engineStats,
  cpuAccounting,
  networkAccounting,
  ownKernel,
  kernelModules,
  nestedEngine,
  systemd,
  kubernetes,
  gpu,
];
