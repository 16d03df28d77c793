/** The sampling stage: what is recorded while a phase runs, and what the recorded bytes mean. */
import type { Environment } from '../domain/environment.ts';
import type { MetricSpec } from '../domain/metric.ts';
import type { ProviderStatus } from './provider.ts';
import { PROVIDERS } from './providers/registry.ts';

export { readMachineFacts } from './machine-facts.ts';
export type { Availability, ProviderStatus } from './provider.ts';
export { removeStaleFrames } from './recorder/frames-file.ts';
export { type Recorder, type RecorderOptions, startRecorder } from './recorder/start-recorder.ts';

/** The metrics of all providers, available here or not. */
export function metricSpecs(): readonly MetricSpec[] {
  return PROVIDERS.flatMap((provider) => provider.metrics);
}

/** What each provider needs and whether this machine has it. Reads kernel files, changes nothing. */
export function probeProviders(env: Environment): readonly ProviderStatus[] {
  return PROVIDERS.map((provider) => ({ id: provider.id, ...provider.probe(env) }));
}
