export {
  doWorkload,
  type ScheduledCell,
  type Span,
  schedule,
  type Workload,
  workloads,
} from './bench/index.ts';
export { burnThreads } from './burn-threads.ts';
export type { ProbeImage, ProbeImages, ProbeSubject } from './probes/probe.ts';
export { probeRuntime, type RuntimeProbing } from './probes/probe-runtime.ts';
