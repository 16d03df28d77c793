import type { Provider } from '../provider.ts';
import type { StreamProvider } from '../stream.ts';
import { battery } from './battery/index.ts';
import { command } from './command/index.ts';
import { cpuContainer } from './cpu-container/index.ts';
import { cpuCore } from './cpu-core/index.ts';
import { cpuFrequency } from './cpu-frequency/index.ts';
import { cpuSystem } from './cpu-system/index.ts';
import { cpuThermal } from './cpu-thermal/index.ts';
import { cpuThrottling } from './cpu-throttling/index.ts';
import { diskContainer } from './disk-container/index.ts';
import { diskSystem } from './disk-system/index.ts';
import { diskUsed } from './disk-used/index.ts';
import { gpuHwmon } from './gpu-hwmon/index.ts';
import { hwmon } from './hwmon/index.ts';
import { ipmi } from './ipmi/index.ts';
import { memoryContainer } from './memory-container/index.ts';
import { memorySystem } from './memory-system/index.ts';
import { meter } from './meter/index.ts';
import { networkContainer } from './network-container/index.ts';
import { networkSystem } from './network-system/index.ts';
import { nvidiaGpu } from './nvidia-gpu/index.ts';
import { toolProcess } from './process/index.ts';
import { program } from './program/index.ts';
import { psiContainer } from './psi-container/index.ts';
import { psiSystem } from './psi-system/index.ts';
import { rapl } from './rapl/index.ts';
import { raplMsr } from './rapl-msr/index.ts';
import { raplPerf } from './rapl-perf/index.ts';
import { service } from './service/index.ts';
import { thermalZone } from './thermal-zone/index.ts';

/** Every provider, in the order in which a round reads their files. */
export const PROVIDERS: readonly Provider[] = [
  rapl,
  cpuSystem,
  cpuContainer,
  command,
  toolProcess,
  service,
  memorySystem,
  memoryContainer,
  diskSystem,
  diskContainer,
  networkSystem,
  networkContainer,
  cpuThrottling,
  raplPerf,
  raplMsr,
  cpuCore,
  psiSystem,
  psiContainer,
  cpuThermal,
  cpuFrequency,
  thermalZone,
  hwmon,
  gpuHwmon,
  battery,
];

/** Every provider whose source is no file. All are opt-in. */
export const STREAMS: readonly StreamProvider[] = [nvidiaGpu, ipmi, meter, diskUsed, program];
