import type { Provider } from '../provider.ts';
import { command } from './command/index.ts';
import { cpuContainer } from './cpu-container/index.ts';
import { cpuSystem } from './cpu-system/index.ts';
import { diskContainer } from './disk-container/index.ts';
import { diskSystem } from './disk-system/index.ts';
import { memoryContainer } from './memory-container/index.ts';
import { memorySystem } from './memory-system/index.ts';
import { networkContainer } from './network-container/index.ts';
import { networkSystem } from './network-system/index.ts';
import { toolProcess } from './process/index.ts';
import { rapl } from './rapl/index.ts';

/** Every provider, in the order in which a round reads their files. */
export const PROVIDERS: readonly Provider[] = [
  rapl,
  cpuSystem,
  cpuContainer,
  command,
  toolProcess,
  memorySystem,
  memoryContainer,
  diskSystem,
  diskContainer,
  networkSystem,
  networkContainer,
];
