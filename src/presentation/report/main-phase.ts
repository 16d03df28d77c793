import type { PhaseReport, RunReport } from '../../domain/report.ts';

/** The phase that a run is about: `[RUNTIME]`, absent where the run failed before it. */
export function mainPhase(report: RunReport): PhaseReport | undefined {
  return report.phases.find((phase) => phase.kind === 'phase' && phase.name === '[RUNTIME]');
}
