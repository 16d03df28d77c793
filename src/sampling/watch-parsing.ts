import type { PlannedSource, Provider } from './provider.ts';

/** What providers could not make sense of. */
export type ParsingWatch = {
  readonly providers: readonly Provider[];
  /** The files that a provider has planned. */
  pathsOf(id: string): readonly string[];
  /** One line for each file that gave values at some times and none at others. */
  faults(): string[];
};

type Count = { good: number; bad: number; badSinceGood: number };

/**
 * The same providers, with an eye on files whose bytes stop making sense. A file that never gives a value is no fault: many
 * have none on some machines. Neither is one of a container or process that has none at the end: it was about to vanish (the
 * network devices of a process that is ending).
 */
export function watchParsing(providers: readonly Provider[]): ParsingWatch {
  const counts = new Map<PlannedSource, Count>();
  const lasting = new Set<PlannedSource>();
  const paths = new Map(providers.map(({ id }) => [id, new Set<string>()]));
  const watched = providers.map(
    (provider): Provider => ({
      ...provider,
      plan(env, target) {
        const planned = provider.plan(env, target);
        for (const source of planned) {
          paths.get(provider.id)?.add(source.path);
          if (target.kind === 'machine') lasting.add(source);
        }
        return planned;
      },
      parse(source, bytes, emit) {
        let found = false;
        provider.parse(source, bytes, (emission) => {
          found = true;
          emit(emission);
        });
        count(counts, source, found);
      },
    }),
  );
  return {
    providers: watched,
    pathsOf: (id) => [...(paths.get(id) ?? [])],
    faults: () =>
      [...counts].flatMap(([source, { good, bad, badSinceGood }]) => {
        const faulty = lasting.has(source) ? bad + badSinceGood : bad;
        if (good === 0 || faulty === 0) return [];
        return [`${source.path}: no value found in ${faulty === 1 ? 'one sample' : `${faulty} samples`}`];
      }),
  };
}

function count(counts: Map<PlannedSource, Count>, source: PlannedSource, found: boolean): void {
  const known = counts.get(source) ?? { good: 0, bad: 0, badSinceGood: 0 };
  counts.set(source, known);
  if (!found) {
    known.badSinceGood += 1;
    return;
  }
  known.good += 1;
  known.bad += known.badSinceGood;
  known.badSinceGood = 0;
}
