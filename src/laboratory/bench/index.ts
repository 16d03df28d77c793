export { doWorkload, type Span } from './do-workload.ts';
export { type ScheduledCell, schedule } from './schedule.ts';
export { type Work, type Workload, workloads } from './workloads.ts';
