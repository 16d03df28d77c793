import { betweenMarks, type PhaseName } from '../../domain/phase.ts';
import type { Mark } from '../../domain/recording.ts';
import { reasonOf } from '../deadline.ts';
import { pauseContainersAfter } from '../pause-containers.ts';
import type { ScenarioRun } from '../scenario-run.ts';

/**
 * Measures one phase: a mark, the work, a mark. A phase whose work fails is kept as aborted and the failure goes on.
 * `expectedMs` is for the progress display.
 */
export async function measurePhase<T>(
  run: ScenarioRun,
  name: PhaseName,
  work: () => Promise<T>,
  expectedMs?: number,
): Promise<T> {
  const { journal } = run;
  if (run.signal.aborted) throw reasonOf(run.signal);
  run.job.progress({ kind: 'phase-begin', name, ...(expectedMs === undefined ? {} : { expectedMs }) });
  journal.enter(name);
  const begin = await setMark(run, `${name} begin`);
  let value: T;
  try {
    value = await work();
  } catch (thrown) {
    const end = await setMark(run, `${name} aborted`).catch(() => undefined);
    if (end !== undefined) addPhase(run, { name, begin, end, aborted: true });
    throw thrown;
  }
  addPhase(run, { name, begin, end: await setMark(run, `${name} end`), aborted: false });
  journal.enter(undefined);
  await pauseContainersAfter(run, name);
  return value;
}

/** Sets a mark and remembers it. */
export async function setMark(run: ScenarioRun, label: string): Promise<Mark> {
  const mark = await run.job.recording.mark(label);
  run.journal.sawMark(mark);
  return mark;
}

function addPhase(
  run: ScenarioRun,
  { name, begin, end, aborted }: { name: PhaseName; begin: Mark; end: Mark; aborted: boolean },
): void {
  run.journal.phases.push({
    kind: 'phase',
    name,
    hidden: false,
    ...betweenMarks(begin, end, aborted),
  });
  run.job.progress({ kind: 'phase-end', name, durationMs: (end.monoUs - begin.monoUs) / 1000 });
}
