import type { StreamEmission, StreamPlan, StreamProvider } from '../stream.ts';

/** Everything that a stream provider finds in one reading. */
export function readingValues(provider: StreamProvider, plan: StreamPlan, text: string): StreamEmission[] {
  const found: StreamEmission[] = [];
  provider.parse(plan, text, (emission) => found.push(emission));
  return found;
}
