import { analyseRun, cellFigures, gridIntensity } from '../../analysis/index.ts';
import type { BenchCell } from '../../domain/bench.ts';
import type { Environment } from '../../domain/environment.ts';
import { betweenMarks, type MeasuredPhase } from '../../domain/phase.ts';
import type { Recording, RecordingControl } from '../../domain/recording.ts';
import type { EnergySource } from '../../domain/report.ts';
import type { Run } from '../../domain/run.ts';
import { doWorkload, type ScheduledCell, type Span, type Workload } from '../../laboratory/index.ts';
import { metricSpecs, type Recorder, startRecorder } from '../../sampling/index.ts';
import type { ShownProgress } from '../show-progress.ts';
import { attempt, type Outcome } from './attempt.ts';
import type { OpenArm } from './open-arms.ts';

export type BlockContext = {
  readonly env: Environment;
  /** A run that has just begun, as the analysis wants it: machine, settings, calibration. */
  readonly run: Run;
  readonly workloads: readonly Workload[];
  readonly arms: readonly OpenArm[];
  /** Arms that hung, with the reason; a block adds to it and leaves them out from then on. */
  readonly givenUp: Map<string, string>;
  /** Limit for a task. */
  readonly timeoutMs: number;
  readonly progress: ShownProgress;
  readonly signal: AbortSignal;
};

export type MeasuredBlock = { readonly cells: readonly BenchCell[]; readonly energySource: EnergySource };

type Done = { readonly place: ScheduledCell; readonly outcome: Outcome; readonly phase?: MeasuredPhase };

/** One block of the schedule under one recorder: every cell is a phase, with marks around the work alone. */
export async function measureBlock(
  places: readonly ScheduledCell[],
  context: BlockContext,
): Promise<MeasuredBlock> {
  const { env, run, progress, signal } = context;
  await using recorder = await startRecorder({
    env,
    intervalMs: run.settings.intervalMs,
    orchestratorPid: process.pid,
    machine: true,
  });
  progress.watch(recorder);
  const done: Done[] = [];
  for (const [index, place] of places.entries()) {
    if (signal.aborted) break;
    done.push(await measureCell(place, `c${index}`, recorder, context));
  }
  progress.watch(undefined);
  return figuresOf(done, await recorder.stop(), context);
}

async function measureCell(
  place: ScheduledCell,
  cell: string,
  recorder: Recorder,
  context: BlockContext,
): Promise<Done> {
  const { givenUp, progress } = context;
  const workload = context.workloads.find(({ facts }) => facts.id === place.workload);
  const arm = context.arms.find(({ facts }) => facts.name === place.arm);
  if (workload === undefined || arm === undefined) throw new Error(`unknown cell ${JSON.stringify(place)}`);
  const reason = givenUp.get(place.arm);
  if (reason !== undefined) return { place, outcome: { outcome: 'skipped', reason } };
  progress.listen({ kind: 'command-begin', container: place.arm, text: workload.facts.title });
  let phase: MeasuredPhase | undefined;
  const span: Span = async (work) => {
    phase = await measured(cell, recorder, work);
  };
  const outcome = await attempt(arm, recorder, context, (bed) =>
    doWorkload(workload.work, bed, `${cell}-${workload.facts.id}`, span),
  );
  if (outcome.outcome === 'hung') givenUp.set(place.arm, `${workload.facts.title}: ${outcome.reason}`);
  if (outcome.outcome !== 'measured' && outcome.outcome !== 'interrupted') {
    progress.step(`${place.arm}, ${workload.facts.title}: ${outcome.reason}`);
  }
  return { place, outcome, ...(phase === undefined ? {} : { phase }) };
}

async function measured(
  name: string,
  recorder: RecordingControl,
  work: () => Promise<void>,
): Promise<MeasuredPhase> {
  const begin = await recorder.mark(`${name} begin`);
  await work();
  const end = await recorder.mark(`${name} end`);
  return {
    kind: 'phase',
    name,
    hidden: false,
    ...betweenMarks(begin, end),
  };
}

function figuresOf(done: readonly Done[], recording: Recording, { run }: BlockContext): MeasuredBlock {
  const phases = done.flatMap(({ phase }) => phase ?? []);
  const report = analyseRun({
    run: { ...run, phases, marks: recording.marks, recorder: recording.stats },
    series: recording.series,
    specs: metricSpecs(),
    grid: gridIntensity(undefined),
  });
  const cells = done.flatMap(({ place, outcome, phase }): BenchCell[] => {
    if (outcome.outcome === 'interrupted') return [];
    if (outcome.outcome !== 'measured') return [{ ...place, ...outcome }];
    const found = report.phases.find(({ name }) => name === phase?.name);
    return found === undefined
      ? []
      : [{ ...place, outcome: 'measured', figures: cellFigures(found, found.name) }];
  });
  return { cells, energySource: report.energySource };
}
