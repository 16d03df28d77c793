import { closeSync } from 'node:fs';
import type { Environment } from '../../domain/environment.ts';
import { JoulelabError } from '../../domain/errors.ts';
import type { LiveFigures } from '../../domain/progress.ts';
import type { Mark, Recording, RecordingControl } from '../../domain/recording.ts';
import type { Settings } from '../../domain/settings.ts';
import { type Target, targetName } from '../../domain/target.ts';
import { createLiveFigures } from '../live.ts';
import type { Provider } from '../provider.ts';
import { PROVIDERS } from '../providers/registry.ts';
import { readTarget } from '../read-target.ts';
import { decodeFrames, type RecordedSource } from './decode.ts';
import { followProcesses } from './follow-processes.ts';
import { openFramesFile } from './frames-file.ts';
import { reservedCpu } from './reserved-cpu.ts';
import { type StartedProgram, startRecorderProgram } from './start-program.ts';

const REPLY_TIMEOUT_MS = 30_000;

export type RecorderOptions = {
  readonly env: Environment;
  readonly intervalMs: number;
  readonly orchestratorPid: number;
  /** Whether the machine as a whole is recorded from the beginning. */
  readonly machine: boolean;
  /** `off`: nothing is read but at marks, so that the recorder never wakes up in between. Default `on`. */
  readonly sampling?: Settings['sampling'];
  /** Which recorder: `c` or `typescript`. Default JOULELAB_RECORDER, else the best one that works here. */
  readonly implementation?: string;
  /** Time that the recorder has for one answer. */
  readonly replyTimeoutMs?: number;
  /** For tests: other providers than the registered ones. */
  readonly providers?: readonly Provider[];
};

/**
 * A running recorder. `stop` ends it and gives what it recorded; disposing of it without `stop` throws the recording
 * away. Every member throws 'recorder-failed' once the process has died.
 */
export type Recorder = RecordingControl &
  AsyncDisposable & {
    readonly pid: number;
    stop(): Promise<Recording>;
    /** Instead of `stop` where the recorder has failed: what it had written until then. */
    rescue(): RescuedRecording;
    /** What the machine does now: figures since the previous call. Read by this process, not by the recorder. */
    live(): LiveFigures;
  };

/** What a recorder left that failed: how well it kept its schedule is not known. */
export type RescuedRecording = Omit<Recording, 'stats'> & { readonly stats?: undefined };

/**
 * Starts the recorder process and resolves when it is warmed up and sampling.
 *
 * @throws {JoulelabError} 'recorder-failed'
 */
export async function startRecorder(options: RecorderOptions): Promise<Recorder> {
  for (const provider of options.providers ?? PROVIDERS) provider.prepare?.(options.env);
  const framesFd = openFramesFile();
  const replyTimeoutMs = options.replyTimeoutMs ?? REPLY_TIMEOUT_MS;
  const wanted = options.implementation ?? process.env['JOULELAB_RECORDER'];
  const cpu = reservedCpu(options.env);
  const program = { framesFd, replyTimeoutMs, wanted, cpu };
  const started = await startRecorderProgram(program).catch((error: unknown) => {
    closeSync(framesFd);
    throw error;
  });
  const recorder = createRecorder(options, started, framesFd);
  try {
    const targets: Target[] = [
      { kind: 'tool', name: 'recorder', pid: started.process.pid },
      { kind: 'tool', name: 'orchestrator', pid: options.orchestratorPid },
    ];
    if (options.machine) targets.unshift({ kind: 'machine' });
    await Promise.all(targets.map((target) => recorder.addTarget(target)));
    const intervalUs = options.sampling === 'off' ? 0 : Math.round(options.intervalMs * 1000);
    await started.process.ask(`start ${intervalUs} ${started.program.dryRounds}`, 'ready');
    return recorder;
  } catch (error) {
    await recorder[Symbol.asyncDispose]();
    throw error;
  }
}

function createRecorder(
  options: RecorderOptions,
  { process: recorderProcess, program, fallback }: StartedProgram,
  framesFd: number,
): Recorder {
  const providers = options.providers ?? PROVIDERS;
  const startUs = Number(process.hrtime.bigint() / 1000n);
  const sources: RecordedSource[] = [];
  const openByTarget = new Map<string, number[]>();
  const marks: Mark[] = [];
  const live = createLiveFigures(options.env);
  let nextMark = 0;
  let closed = false;

  const close = async () => {
    if (closed) return;
    closed = true;
    followed.close();
    await recorderProcess.close();
    live.close();
    closeSync(framesFd);
  };

  const sourcesOf = (target: Target) =>
    providers.flatMap((provider) => provider.plan(options.env, target).map((plan) => ({ provider, plan })));
  const add = async (target: Target, added: readonly Omit<RecordedSource, 'id' | 'target'>[]) => {
    const numbered = added.map((source, index) => ({ ...source, target, id: sources.length + index }));
    sources.push(...numbered);
    const ids = numbered.map((source) => source.id);
    const name = targetName(target);
    openByTarget.set(name, [...(openByTarget.get(name) ?? []), ...ids]);
    await Promise.all(
      numbered.map(({ id, plan }) =>
        recorderProcess.ask(`add ${id} ${plan.offset} ${plan.length} ${lineSafe(plan.path)}`, 'added'),
      ),
    );
  };
  const followed = followProcesses(sourcesOf, add, options.sampling !== 'off');

  return {
    pid: recorderProcess.pid,
    lost: recorderProcess.lost,
    rescue: () => ({ marks, ...decodeFrames(framesFd, sources, startUs) }),
    async addTarget(target) {
      const added = sourcesOf(target);
      followed.begin(target, added);
      await add(target, added);
      if (target.kind !== 'container' || options.env.roots.procfs !== '/proc') return false;
      const [, watched] = await recorderProcess.ask(`watch ${target.pid}`, 'watched');
      return watched === '1';
    },
    cpuTimeUs: (target) => readTarget(options.env, target).get('cpu_time_container'),
    async removeTarget(name) {
      followed.end(name);
      const ids = openByTarget.get(name) ?? [];
      openByTarget.delete(name);
      await Promise.all(ids.map((id) => recorderProcess.ask(`remove ${id}`, 'removed')));
    },
    async mark(label) {
      await followed.look();
      const id = nextMark;
      nextMark += 1;
      const words = await recorderProcess.ask(`mark ${id}`, 'marked');
      const [, monoUs, endMonoUs, unixUs] = words.map(Number) as [number, number, number, number];
      const mark = { id, label, monoUs, endMonoUs, unixUs };
      marks.push(mark);
      return mark;
    },
    async stop() {
      const words = await recorderProcess.ask('stop', 'stopped');
      try {
        const [ticks, missedTicks, jitterP99Us, framesBytes, cpuUs, residentBytes] = words.map(Number) as [
          number,
          number,
          number,
          number,
          number,
          number,
        ];
        const { series, faults } = decodeFrames(framesFd, sources, startUs);
        return {
          marks,
          series,
          faults,
          stats: {
            implementation: program.implementation,
            ...(program.cpu === undefined ? {} : { cpu: program.cpu }),
            ...(fallback === undefined ? {} : { fallback }),
            intervalMs: options.intervalMs,
            ticks,
            missedTicks,
            jitterP99Us,
            sources: sources.length,
            framesBytes,
            cpuUs,
            residentBytes,
          },
        };
      } finally {
        await close();
      }
    },
    live: () => live.read(),
    [Symbol.asyncDispose]: close,
  };
}

/** A path goes to the recorder in a line. */
function lineSafe(path: string): string {
  if (!path.includes('\n')) return path;
  throw new JoulelabError(
    'recorder-failed',
    `The path ${JSON.stringify(path)} has a line break and cannot be recorded`,
    {
      advice: 'Rename the control group.',
    },
  );
}
