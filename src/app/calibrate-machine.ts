import { setTimeout as delay } from 'node:timers/promises';
import { analyseRun, blockStatistics, gridIntensity, recorderCpu } from '../analysis/index.ts';
import type { Calibration } from '../domain/calibration.ts';
import type { Environment } from '../domain/environment.ts';
import { JoulelabError } from '../domain/errors.ts';
import { betweenMarks } from '../domain/phase.ts';
import type { RunReport } from '../domain/report.ts';
import type { MachineFacts } from '../domain/run.ts';
import { FULL_SETTINGS, type Settings } from '../domain/settings.ts';
import { burnThreads } from '../laboratory/index.ts';
import { acquireMachineLock } from '../orchestration/index.ts';
import {
  type CalibrateOptions,
  type ExitStatus,
  renderCalibration,
  type Terminal,
} from '../presentation/index.ts';
import { metricSpecs, readMachineFacts, startRecorder } from '../sampling/index.ts';
import { beginRun } from './begin-run.ts';
import { calibrationPath, saveCalibration } from './calibration-file.ts';
import { type Interrupts, watchInterrupts } from './interrupts.ts';
import { environment } from './places.ts';
import { showProgress } from './show-progress.ts';

type BlockKind = 'idle' | 'idleUnsampled' | 'fullLoad';

/** Longer than any block: then only the marks are read. */
const NEVER_MS = 3_600_000;

/**
 * `joulelab calibrate`: what this machine draws at rest, with and without sampling, and under full load, in blocks whose
 * kinds are interleaved, so that a drift of the machine is not taken for a difference. Later runs refer to it.
 */
export async function calibrateMachine(options: CalibrateOptions, terminal: Terminal): Promise<ExitStatus> {
  const env = environment();
  const machine = await readMachineFacts(env);
  using interrupts = watchInterrupts();
  using progress = showProgress(terminal, machine, options.readings);
  await using _lock = await acquireMachineLock({
    wait: options.wait,
    signal: interrupts.signal,
    onWait: progress.step,
  });
  const settings: Settings = { ...FULL_SETTINGS, ...options.readings };
  const blocks: Record<BlockKind, RunReport[]> = { idle: [], idleUnsampled: [], fullLoad: [] };
  const order = Array.from({ length: options.blocks }, (_, round) => inTurn(round)).flat();
  for (const [index, kind] of order.entries()) {
    const name = `block ${index + 1} of ${order.length}, ${WORDS[kind]}`;
    progress.listen({ kind: 'phase-begin', name, expectedMs: options.blockMs });
    blocks[kind].push(await measureBlock(kind, options.blockMs, { env, machine, settings, interrupts }));
    progress.listen({ kind: 'phase-end', name, durationMs: options.blockMs });
  }
  progress.stop();
  const calibration = summarise(blocks, options.blockMs, machine);
  saveCalibration(calibration);
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify(calibration, null, 2)}\n`
      : renderCalibration(calibration, { ...terminal.stdout, storedAt: calibrationPath() }),
  );
  return 0;
}

const WORDS: Readonly<Record<BlockKind, string>> = {
  idle: 'at rest, sampling',
  idleUnsampled: 'at rest, not sampling',
  fullLoad: 'all threads busy',
};

/** Each kind once, beginning with another one each time. */
function inTurn(round: number): BlockKind[] {
  const kinds: BlockKind[] = ['idle', 'idleUnsampled', 'fullLoad'];
  return kinds.map((_, index) => kinds[(index + round) % kinds.length] as BlockKind);
}

type BlockContext = {
  readonly env: Environment;
  readonly machine: MachineFacts;
  readonly settings: Settings;
  readonly interrupts: Interrupts;
};

/** One block as a run of one phase; it is not stored. */
async function measureBlock(kind: BlockKind, blockMs: number, context: BlockContext): Promise<RunReport> {
  const { env, machine, settings, interrupts } = context;
  const intervalMs = kind === 'idleUnsampled' ? NEVER_MS : settings.intervalMs;
  await using recorder = await startRecorder({
    env,
    intervalMs,
    orchestratorPid: process.pid,
    machine: true,
  });
  await using _load = kind === 'fullLoad' ? burnThreads(machine.threads) : undefined;
  // What the block before or the start of threads set going settles first.
  await pause(Math.min(1000, blockMs), interrupts);
  const begin = await recorder.mark('begin');
  await pause(blockMs, interrupts);
  const end = await recorder.mark('end');
  const { series, marks, stats } = await recorder.stop();
  const subject = { kind: 'command', argv: [], cwd: process.cwd() } as const;
  const phase = {
    kind: 'phase',
    name: WORDS[kind],
    hidden: false,
    ...betweenMarks(begin, end),
  } as const;
  const run = {
    ...beginRun({ name: 'calibration', subject, settings, machine }),
    marks,
    phases: [phase],
    recorder: stats,
  };
  return analyseRun({ run, series, specs: metricSpecs(), grid: gridIntensity(undefined) });
}

async function pause(durationMs: number, { signal }: Interrupts): Promise<void> {
  await delay(durationMs, undefined, { signal }).catch(() => signal.throwIfAborted());
}

function summarise(
  blocks: Readonly<Record<BlockKind, readonly RunReport[]>>,
  blockMs: number,
  { hostname, cpuModel, threads }: MachineFacts,
): Calibration {
  const [idle, idleUnsampled, fullLoad] = [blocks.idle, blocks.idleUnsampled, blocks.fullLoad].map(
    blockStatistics,
  );
  const recorder = recorderCpu(blocks.idle);
  if (idle === undefined || idleUnsampled === undefined || fullLoad === undefined || recorder === undefined) {
    throw new JoulelabError('recorder-failed', 'The CPU time of this machine cannot be read.', {
      advice: 'See `joulelab providers` for what is missing.',
    });
  }
  const source = blocks.idle[0]?.energySource;
  return {
    measuredUnixUs: Date.now() * 1000,
    machine: { hostname, threads, ...(cpuModel === undefined ? {} : { cpuModel }) },
    energySource: source?.kind ?? 'none',
    ...(source?.kind === 'measured' ? { provider: source.provider } : {}),
    blockMs,
    intervalMs: FULL_SETTINGS.intervalMs,
    idle,
    idleUnsampled,
    fullLoad,
    recorderCpu: recorder,
  };
}
