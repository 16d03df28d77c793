import type { Recording } from '../domain/recording.ts';
import type { Choice } from './choose-providers.ts';
import type { ParsingWatch } from './watch-parsing.ts';

/** The first fault of a provider that must work, or that it recorded nothing; undefined where all is well. */
export function requiredFailure(
  { required, streams }: Pick<Choice, 'required' | 'streams'>,
  watch: Pick<ParsingWatch, 'pathsOf'>,
  { series, faults }: Pick<Recording, 'series' | 'faults'>,
): string | undefined {
  for (const { id, metrics } of required) {
    const names = metrics.map(({ name }) => name);
    const plans = streams.filter(({ provider }) => provider.id === id).map(({ plan }) => `${plan.name}: `);
    // Fault lines begin with the file, the stream or the metric that they are about.
    const own = [
      ...plans,
      ...watch.pathsOf(id).map((path) => `${path}: `),
      ...names.map((name) => `${name} `),
    ];
    const fault = faults.find((line) => own.some((begin) => line.startsWith(begin)));
    if (fault !== undefined) return `The provider ${id}, which must work, had a fault: ${fault}.`;
    if (!series.some(({ metric }) => names.includes(metric)))
      return `The provider ${id}, which must work, recorded nothing.`;
  }
  return undefined;
}
