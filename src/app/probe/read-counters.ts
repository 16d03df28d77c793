import type { Environment } from '../../domain/environment.ts';
import type { ContainerCounters } from '../../domain/laboratory-engine.ts';
import type { Target } from '../../domain/target.ts';
import { readTarget } from '../../sampling/index.ts';

/** A container's counters at this moment, read by the very providers that record them in a measurement. */
export function readCounters(env: Environment, target: Target): ContainerCounters {
  const metrics = readTarget(env, target);
  const cpuUs = metrics.get('cpu_time_container');
  const receivedBytes = metrics.get('network_received_bytes_container');
  const sentBytes = metrics.get('network_sent_bytes_container');
  return {
    ...(cpuUs === undefined ? {} : { cpuUs }),
    ...(receivedBytes === undefined ? {} : { receivedBytes }),
    ...(sentBytes === undefined ? {} : { sentBytes }),
  };
}
