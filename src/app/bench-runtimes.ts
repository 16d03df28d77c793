import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { compareBench, restCosts } from '../analysis/index.ts';
import type { BenchCell, BenchReport, BenchSettings } from '../domain/bench.ts';
import { JoulelabError } from '../domain/errors.ts';
import type { EnergySource } from '../domain/report.ts';
import { FULL_SETTINGS } from '../domain/settings.ts';
import { schedule, type Workload, workloads } from '../laboratory/index.ts';
import { acquireMachineLock, connectEngine, LABORATORY_IMAGE } from '../orchestration/index.ts';
import type { BenchOptions, ExitStatus, Terminal } from '../presentation/index.ts';
import { readMachineFacts } from '../sampling/index.ts';
import { openStore } from '../storage/index.ts';
import { beginRun, joulelabVersion } from './begin-run.ts';
import { announceBench, chooseWorkloads } from './bench/announce.ts';
import { type BlockContext, measureBlock } from './bench/measure-block.ts';
import { type OpenArm, type OpenedArms, openArms } from './bench/open-arms.ts';
import { printBench } from './bench/print-bench.ts';
import { tryArms } from './bench/try-arms.ts';
import { watchInterrupts } from './interrupts.ts';
import { environment, stateFolder, storePath } from './places.ts';
import { removeDeadRuns } from './remove-dead-runs.ts';
import { showProgress } from './show-progress.ts';

/**
 * `joulelab runtimes bench`: what runtimes cost, against runc and against no container at all.
 *
 * engine → lock → arms (engines, image, files for the host) → a try of each → blocks of the schedule → comparison → store
 * and report. Interrupted it reports what there is.
 */
export async function benchRuntimes(options: BenchOptions, terminal: Terminal): Promise<ExitStatus> {
  if (options.show !== undefined) return await showBench(options.show, options, terminal);
  const env = environment();
  const machine = await readMachineFacts(env);
  const chosen = chooseWorkloads(workloads(options.quick), options.only);
  using interrupts = watchInterrupts();
  const { signal } = interrupts;
  using progress = showProgress(terminal, machine, options.readings);
  await using engine = await connectEngine();
  await using _lock = await acquireMachineLock({ wait: options.wait, signal, onWait: progress.step });
  await using store = await openStore({ path: storePath() });
  await removeDeadRuns({ engine, store, env });

  const id = randomBytes(6).toString('hex');
  const settings: BenchSettings = {
    blocks: options.blocks,
    quick: options.quick,
    seed: options.seed ?? randomBytes(4).readUInt32LE(),
    cpus: options.cpus ?? engine.capacity.cpus,
    memoryBytes: options.memoryBytes,
    image: options.image ?? LABORATORY_IMAGE,
    timeoutMs: options.timeoutMs,
  };
  await using opened = await openArms({
    ...settings,
    engine,
    env,
    names: options.names,
    runId: id,
    hostFolder: join(stateFolder(), 'bench-root'),
    signal,
    onStep: progress.step,
  });
  const context: BlockContext = {
    env,
    run: beginRun({
      name: 'bench',
      subject: { kind: 'command', argv: [], cwd: process.cwd() },
      settings: { ...FULL_SETTINGS, ...options.readings },
      machine,
    }),
    workloads: chosen,
    arms: opened.arms,
    givenUp: new Map(),
    timeoutMs: settings.timeoutMs,
    progress,
    signal,
  };
  await tryArms(opened, context);
  const measured = await measureBlocks(settings, opened, context);
  progress.stop();
  if (measured.cells.length === 0) signal.throwIfAborted();
  const report = finish({ id, machine, joulelabVersion, settings }, measured, opened, context);
  await store.saveLabReport({ id, kind: 'bench', measuredUnixUs: report.measuredUnixUs, report });
  await printBench(report, options, terminal);
  return signal.aborted ? 130 : 0;
}

type Measured = {
  readonly cells: BenchCell[];
  readonly energySource: EnergySource;
  readonly complete: boolean;
};

async function measureBlocks(
  { blocks, seed }: BenchSettings,
  { arms }: OpenedArms,
  context: BlockContext,
): Promise<Measured> {
  const { progress, signal, givenUp } = context;
  const usable = arms.filter(({ facts }) => !givenUp.has(facts.name));
  const plan = schedule({
    workloads: context.workloads.map(({ facts }) => facts.id),
    armsFor: (id) => usable.filter((arm) => canDo(arm, id, context.workloads)).map(({ facts }) => facts.name),
    blocks,
    seed,
  });
  const expectedMs = announceBench({ plan, ...context });
  const cells: BenchCell[] = [];
  let energySource: EnergySource = { kind: 'none', reason: 'Nothing was measured.' };
  for (const [index, places] of plan.entries()) {
    if (signal.aborted) break;
    const name = `block ${index + 1} of ${blocks}`;
    const begin = performance.now();
    progress.listen({ kind: 'phase-begin', name, expectedMs });
    const block = await measureBlock(places, context);
    cells.push(...block.cells);
    energySource = block.energySource;
    progress.listen({ kind: 'phase-end', name, durationMs: performance.now() - begin });
  }
  return { cells, energySource, complete: !signal.aborted };
}

/** The host has no second container to talk to. */
function canDo(arm: OpenArm, id: string, chosen: readonly Workload[]): boolean {
  return arm.engine !== undefined || chosen.find(({ facts }) => facts.id === id)?.work.kind !== 'pair';
}

function finish(
  known: Pick<BenchReport, 'id' | 'machine' | 'joulelabVersion' | 'settings'>,
  { cells, energySource, complete }: Measured,
  { arms, leftOut, reference }: OpenedArms,
  { workloads: done, givenUp }: BlockContext,
): BenchReport {
  const facts = arms.map(({ facts: one }) => {
    const reason = givenUp.get(one.name);
    return reason === undefined ? one : { ...one, leftOut: reason };
  });
  const report = {
    schema: 'joulelab.bench/1',
    ...known,
    measuredUnixUs: Date.now() * 1000,
    energySource,
    workloads: done.map((one) => one.facts),
    reference,
    arms: [...facts, ...leftOut],
    cells,
    complete,
  } as const;
  return { ...report, comparisons: compareBench(report), rest: restCosts(report) };
}

async function showBench(wanted: string, options: BenchOptions, terminal: Terminal): Promise<ExitStatus> {
  await using store = await openStore({ path: storePath() });
  const { report } = await store.loadLabReport('bench', wanted);
  await printBench(readBench(report), options, terminal);
  return 0;
}

/** A stored report of a version that this one knows. */
function readBench(stored: unknown): BenchReport {
  const { schema } = stored as { schema?: unknown };
  if (schema === 'joulelab.bench/1') return stored as BenchReport;
  throw new JoulelabError('store-failed', `The stored bench has the unknown form ${String(schema)}.`, {
    advice: 'It was made by another version of joulelab: show it with that one, or measure again.',
  });
}
