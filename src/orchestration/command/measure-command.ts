import { randomUUID } from 'node:crypto';
import type { Environment } from '../../domain/environment.ts';
import { JoulelabError } from '../../domain/errors.ts';
import { betweenMarks, type MeasuredPhase, type PhaseName } from '../../domain/phase.ts';
import type { ProgressListener } from '../../domain/progress.ts';
import type { Mark, RecordingControl } from '../../domain/recording.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Warning } from '../../domain/warnings.ts';
import { reasonOf, sleep, startDeadline } from '../deadline.ts';
import type { Measured } from '../measured.ts';
import { type CommandCgroup, createCommandCgroup } from './command-cgroup.ts';
import { findCommand } from './find-command.ts';
import { forwardSignals } from './forward-signals.ts';
import { type LaunchedCommand, launchCommand } from './launch-command.ts';

/** A host command to measure. */
export type CommandJob = {
  /** Names the command's cgroup; default random. */
  readonly runId?: string;
  readonly argv: readonly string[];
  /** Name of the target and of its series. */
  readonly name: string;
  /** Default: this process's. */
  readonly cwd?: string;
  /** `baselineMs` 0: no [BASELINE]. `totalTimeoutMs` 0: no limit. */
  readonly settings: Settings;
  readonly env: Environment;
  readonly recording: RecordingControl;
  readonly progress: ProgressListener;
  /** Aborting ends the command with SIGTERM, and with SIGKILL after 5 s. */
  readonly signal?: AbortSignal;
};

/** A job with nothing left open. */
type Job = Required<CommandJob>;

const KILL_AFTER_MS = 5_000;
const INTERRUPTED = 130;

type Outcome = Measured & { readonly exitCode: number };

/**
 * Measures a host command and all its descendants: [BASELINE] when asked for, then [RUNTIME] with marks directly before
 * and after. stdin, stdout and stderr are those of this process, and signals that it gets go to the command.
 *
 * `exitCode` is the command's own, 128 + N when signal N ended it, 127 or 126 when it could not be started.
 */
export async function measureCommand(given: CommandJob): Promise<Outcome> {
  const job: Job = {
    runId: randomUUID().slice(0, 13),
    cwd: process.cwd(),
    signal: new AbortController().signal,
    ...given,
  };
  const phases: MeasuredPhase[] = [];
  const warnings: Warning[] = [];
  const outcome = (
    exitCode: number,
    failure: { error?: JoulelabError; errorPhase?: PhaseName } = {},
  ): Outcome => ({
    phases,
    containers: [],
    warnings,
    notes: [],
    logs: [],
    exitCode,
    ...failure,
  });

  const unusable = await commandFault(job);
  if (unusable !== undefined) return outcome(unusable.exitCode, { error: unusable.error });

  if (job.settings.baselineMs > 0) {
    const { phase, error } = await measureBaseline(job);
    phases.push(phase);
    if (error !== undefined) return outcome(INTERRUPTED, { error, errorPhase: '[BASELINE]' });
  }
  const { phase, exitCode, error } = await measureRuntime(job, warnings);
  phases.push(phase);
  for (const warning of warnings) job.progress({ kind: 'warning', warning });
  return outcome(exitCode, error === undefined ? {} : { error, errorPhase: '[RUNTIME]' });
}

async function commandFault(job: Job): Promise<{ exitCode: number; error: JoulelabError } | undefined> {
  const [name = ''] = job.argv;
  const found = name === '' ? 'missing' : await findCommand(name, job.cwd, process.env['PATH'] ?? '');
  if (found === 'executable') return undefined;
  if (found === 'missing') {
    const error = new JoulelabError('command-not-found', `There is no command "${name}".`, {
      advice: name.includes('/')
        ? `Check the path; it is looked up from ${job.cwd}.`
        : 'Check the spelling and PATH. Built-ins of a shell need it: joulelab exec -- sh -c "…".',
    });
    return { exitCode: 127, error };
  }
  const error = new JoulelabError('command-not-found', `"${name}" cannot be executed.`, {
    advice: `Make it executable (chmod +x), or name its interpreter: joulelab exec -- sh ${name}`,
  });
  return { exitCode: 126, error };
}

async function measureBaseline(job: Job): Promise<{ phase: MeasuredPhase; error?: JoulelabError }> {
  const { baselineMs } = job.settings;
  job.progress({ kind: 'phase-begin', name: '[BASELINE]', expectedMs: baselineMs });
  const begin = await job.recording.mark('[BASELINE] begin');
  const error = await sleep(baselineMs, job.signal).then(
    () => undefined,
    () => reasonOf(job.signal),
  );
  const end = await job.recording.mark('[BASELINE] end');
  const phase = measuredPhase('[BASELINE]', begin, end, error !== undefined);
  endPhase(job, phase);
  return { phase, ...(error === undefined ? {} : { error }) };
}

type Runtime = { readonly phase: MeasuredPhase; readonly exitCode: number; readonly error?: JoulelabError };

async function measureRuntime(job: Job, warnings: Warning[]): Promise<Runtime> {
  let cgroup = createCommandCgroup(job.env, job.runId);
  try {
    using command = await launchCommand(job.argv, { cwd: job.cwd, procsFiles: cgroup?.procsFiles ?? [] });
    if (!command.joined) {
      // What did join must leave again before the cgroup can go; it does when the command ends.
      warnings.push({
        code: 'process-tree',
        message: treeMessage('the command could not be put into its cgroup'),
      });
    } else if (cgroup === undefined) {
      warnings.push({ code: 'process-tree', message: treeMessage('no cgroup could be made for it') });
    }
    const runtime = await driveCommand(job, command, command.joined ? cgroup : undefined);
    const left = cgroup?.processes() ?? [];
    if (left.length > 0) warnings.push({ code: 'processes-left', message: leftMessage(left) });
    return runtime;
  } finally {
    cgroup?.remove();
    cgroup = undefined;
  }
}

/** Begins to record, marks, lets the command go, and marks again as soon as it has ended. */
async function driveCommand(
  job: Job,
  command: LaunchedCommand,
  cgroup: CommandCgroup | undefined,
): Promise<Runtime> {
  using cleanup = new DisposableStack();
  cleanup.use(forwardSignals((signal) => command.kill(signal)));
  await job.recording.addTarget({
    kind: 'command',
    name: job.name,
    pid: command.pid,
    parentPid: process.pid,
    ...(cgroup === undefined ? {} : { cgroup: cgroup.paths }),
  });
  job.progress({ kind: 'phase-begin', name: '[RUNTIME]' });
  const limit = cleanup.use(limitFor(job));
  cleanup.use(endOnAbort(command, limit.signal));
  const begin = await job.recording.mark('[RUNTIME] begin');
  command.go();
  const exitCode = await command.ended;
  const end = await job.recording.mark('[RUNTIME] end');
  await job.recording.removeTarget(job.name);
  const phase = measuredPhase('[RUNTIME]', begin, end, limit.signal.aborted);
  endPhase(job, phase);
  return { phase, exitCode, ...(limit.signal.aborted ? { error: reasonOf(limit.signal) } : {}) };
}

function limitFor(job: Job): Disposable & { readonly signal: AbortSignal } {
  const limitMs = job.settings.totalTimeoutMs;
  if (limitMs <= 0) return { signal: job.signal, [Symbol.dispose]: () => undefined };
  return startDeadline(
    job.signal,
    limitMs,
    () =>
      new JoulelabError(
        'timed-out',
        `The command "${job.argv.join(' ')}" ran longer than ${limitMs / 1000} s.`,
        {
          advice: 'Give it more time with --timeout, or leave the option out for no limit.',
        },
      ),
  );
}

function endOnAbort(command: LaunchedCommand, signal: AbortSignal): Disposable {
  let hard: NodeJS.Timeout | undefined;
  const end = (): void => {
    command.kill('SIGTERM');
    hard = setTimeout(() => command.kill('SIGKILL'), KILL_AFTER_MS);
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return {
    [Symbol.dispose]() {
      clearTimeout(hard);
      signal.removeEventListener('abort', end);
    },
  };
}

function measuredPhase(name: PhaseName, begin: Mark, end: Mark, aborted: boolean): MeasuredPhase {
  return {
    kind: 'phase',
    name,
    hidden: false,
    ...betweenMarks(begin, end, aborted),
  };
}

function endPhase(job: Job, phase: MeasuredPhase): void {
  job.progress({
    kind: 'phase-end',
    name: phase.name,
    durationMs: (phase.endMonoUs - phase.beginMonoUs) / 1000,
  });
}

function treeMessage(why: string): string {
  return `The command was accounted through its process tree, because ${why}: memory, disk and processes that outlive it are not counted.`;
}

function leftMessage(pids: readonly number[]): string {
  const shown = pids.slice(0, 5).join(', ') + (pids.length > 5 ? ', …' : '');
  return pids.length === 1
    ? `A process that the command started is still running (pid ${shown}).`
    : `${pids.length} processes that the command started are still running (pids ${shown}).`;
}
