import type { MeasuredPhase } from '../domain/phase.ts';
import type { Mark } from '../domain/recording.ts';
import type { MonoUs } from '../domain/units.ts';

/** Two instants between which counters are subtracted. */
export type Span = { readonly beginMonoUs: MonoUs; readonly endMonoUs: MonoUs };

/**
 * Where a phase's counters are read: at the end of its marks, when every source has been read. Neighbours share a mark,
 * so their totals add up. A phase whose mark was lost (a crash) falls back to the times stored with it.
 */
export function spanOf(phase: MeasuredPhase, marks: readonly Mark[]): Span {
  const end = (id: number) => marks.find((mark) => mark.id === id)?.endMonoUs;
  return {
    beginMonoUs: end(phase.beginMark) ?? phase.beginMonoUs,
    endMonoUs: end(phase.endMark) ?? phase.endMonoUs,
  };
}
