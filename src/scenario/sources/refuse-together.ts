import type { JoulelabError as Refusal } from '../../domain/errors.ts';
import { JoulelabError } from '../../domain/errors.ts';

/** One error for all scenarios that cannot be measured; a single one stays as it is. */
export function refuseTogether(
  refusals: readonly { readonly shown: string; readonly error: Refusal }[],
  outOf: number,
): Refusal {
  const [first] = refusals;
  if (first === undefined) throw new Error('nothing to refuse');
  if (refusals.length === 1 && outOf === 1) return first.error;
  const errors = refusals.map(({ error }) => error);
  const { code } = errors.find((error) => error.code !== 'scenario-unsafe') ?? first.error;
  const lines = errors.map(({ message }) => `  ${message.replaceAll('\n', '\n  ')}`);
  const advice = [...new Set(errors.map((error) => error.advice))].join(' ');
  return new JoulelabError(
    code,
    [`Nothing is measured: ${refusals.length} of ${outOf} scenarios cannot be.`, ...lines].join('\n'),
    {
      advice,
      details: { faults: errors.flatMap(({ details }) => details.faults ?? []) },
      cause: first.error,
    },
  );
}
