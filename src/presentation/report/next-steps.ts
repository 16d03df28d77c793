import type { RunReport } from '../../domain/report.ts';

/** What to try next: a command line and what it does. */
export type NextStep = { readonly command: string; readonly purpose: string };

/** Suggestions that fit this run: the most useful first, three at most. */
export function nextSteps(report: RunReport): NextStep[] {
  const { run } = report;
  const id = run.id.slice(0, 6);
  const steps: (NextStep | false)[] = [
    run.status === 'failed' && {
      command: `joulelab show ${id} --logs`,
      purpose: 'what the containers printed',
    },
    run.status === 'failed' &&
      run.subject.kind === 'scenario' && {
        command: `joulelab validate ${run.subject.file}`,
        purpose: 'check the scenario without running it',
      },
    run.status === 'completed' &&
      run.settings.quick &&
      run.subject.kind === 'scenario' && {
        command: `joulelab run ${run.subject.file}`,
        purpose: 'full phases, for numbers to compare',
      },
    report.energySource.kind !== 'measured' && {
      command: 'joulelab doctor',
      purpose: 'what would give measured energy here',
    },
    { command: `joulelab show ${id} --json`, purpose: 'every figure, for programs' },
    { command: 'joulelab list', purpose: 'all stored runs' },
  ];
  return steps.filter((step) => step !== false).slice(0, 3);
}
