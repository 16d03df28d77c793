import type { Mark } from './recording.ts';
import type { MonoUs } from './units.ts';

/** The phases of a measurement in their order. A flow is a sub-phase of `[RUNTIME]` and carries its own name. */
export const PHASES = ['[BASELINE]', '[INSTALLATION]', '[BOOT]', '[IDLE]', '[RUNTIME]', '[REMOVE]'] as const;

export type PhaseName = (typeof PHASES)[number];

/** A phase or flow that was measured: two marks and what lies between them. */
export type MeasuredPhase = {
  readonly kind: 'phase' | 'flow';
  /** A `PhaseName`, or the flow's name. */
  readonly name: string;
  /** For a flow: `[RUNTIME]`. */
  readonly parent?: PhaseName;
  /** Hidden flows are left out of reports but not out of sums. */
  readonly hidden: boolean;
  readonly beginMark: number;
  readonly endMark: number;
  readonly beginMonoUs: MonoUs;
  readonly endMonoUs: MonoUs;
  /** The phase was cut short by a failure or an interrupt. */
  readonly aborted?: boolean;
};

/** Where a phase lies: what two marks say of it, and whether it was cut short. */
export function betweenMarks(
  begin: Mark,
  end: Mark,
  aborted = false,
): Pick<MeasuredPhase, 'beginMark' | 'endMark' | 'beginMonoUs' | 'endMonoUs' | 'aborted'> {
  return {
    beginMark: begin.id,
    endMark: end.id,
    beginMonoUs: begin.monoUs,
    endMonoUs: end.monoUs,
    ...(aborted ? { aborted } : {}),
  };
}
