/** The sampling stage: what is recorded while a phase runs, and what the recorded bytes mean. */
import type { Environment } from '../domain/environment.ts';
import type { MetricSpec } from '../domain/metric.ts';
import type { Provider, ProviderStatus } from './provider.ts';
import { PROVIDERS, STREAMS } from './providers/registry.ts';
import type { StreamProvider } from './stream.ts';

export { chooseProviders } from './choose-providers.ts';
export { readMachineFacts } from './machine-facts.ts';
export type { Availability, ProviderStatus } from './provider.ts';
export { readTarget } from './read-target.ts';
export { removeStaleFrames } from './recorder/frames-file.ts';
export type { Recorder, RescuedRecording } from './recorder/start-recorder.ts';
export { type RecordingOptions, startRecording as startRecorder } from './start-recording.ts';

/** The metrics of all providers, available here or not. */
export function metricSpecs(): readonly MetricSpec[] {
  return [...PROVIDERS, ...STREAMS].flatMap((provider) => provider.metrics);
}

/** What each provider needs and whether this machine has it. Reads kernel files, changes nothing. */
export function probeProviders(env: Environment): readonly ProviderStatus[] {
  const files = PROVIDERS.map((provider) => statusOf(provider, provider.optIn !== true, env));
  return [...files, ...STREAMS.map((provider) => statusOf(provider, false, env))];
}

function statusOf(provider: Provider | StreamProvider, defaultOn: boolean, env: Environment): ProviderStatus {
  const { id, metrics } = provider;
  return { id, defaultOn, metrics: metrics.map(({ name }) => name), ...provider.probe(env) };
}
