import { JoulelabError } from '../domain/errors.ts';
import type { LineSieve } from './custom-metrics/line-sieve.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { type Capture, LOG_KEEP_BYTES } from './engine/capture.ts';
import { readContainerOutput } from './engine/container-logs.ts';
import type { LiveContainer, ScenarioRun, StartedCommand } from './scenario-run.ts';

/** A note on stdout: microseconds since the epoch, a blank, the text. */
const NOTE_LINE = /^(\d{16}) (.+)$/;

/**
 * Stores the output of all commands and containers, and reads the notes out of it. Called when nothing is measured:
 * while a phase runs output is only kept.
 */
export async function collectOutput(run: ScenarioRun): Promise<void> {
  for (const started of run.outputs.splice(0)) keepCommandOutput(run, started);
  for (const container of run.containers.values()) {
    using limit = readingLimit(run.signal);
    await keepContainerOutput(run, container, limit.signal);
  }
  keepMetrics(run);
}

/** The engine reads its log about as fast as it wrote it: a gigabyte takes minutes on a busy machine. */
const READ_LIMIT_MS = 120_000;
/** After Ctrl-C and the like somebody waits. */
const HURRIED_LIMIT_MS = 5_000;

function readingLimit(signal: AbortSignal): Deadline {
  const late = () => new JoulelabError('timed-out', 'Reading a log took too long.', { advice: '' });
  if (signal.aborted) return startDeadline(new AbortController().signal, HURRIED_LIMIT_MS, late);
  return startDeadline(signal, READ_LIMIT_MS, late);
}

/** The samples of all streams together; warned of once, after the first reading. */
function keepMetrics(run: ScenarioRun): void {
  const first = run.journal.customMetrics === undefined;
  run.journal.customMetrics = run.metrics.records();
  if (first) for (const warning of run.metrics.warnings()) run.journal.warn(warning);
}

function keepCommandOutput(run: ScenarioRun, { command, exec, lines }: StartedCommand): void {
  const container = command.container.service.containerName;
  const origin = { container, command: command.text, phase: command.phase };
  if (command.logStdout) keepStream(run, origin, 'stdout', exec.stdout);
  if (command.logStderr) keepStream(run, origin, 'stderr', exec.stderr);
  readLines(run, container, lines, command);
}

async function keepContainerOutput(
  run: ScenarioRun,
  container: LiveContainer,
  signal: AbortSignal,
): Promise<void> {
  const { service, id, tty } = container;
  const { logStdout, logStderr, readNotesStdout, containerName } = service;
  if (container.outputKept || (!logStdout && !logStderr && !readNotesStdout)) return;
  const lines = run.metrics.sieve({ metrics: logStdout, notes: readNotesStdout });
  const output = await readContainerOutput(run.job.engine, id, {
    keepBytes: LOG_KEEP_BYTES,
    tty,
    signal,
    ...(lines === undefined ? {} : { onStdout: lines.write }),
  });
  if (output === undefined) return;
  container.outputKept = true;
  if (!output.complete) {
    const message = `There was no time to read all that container ${containerName} printed.`;
    run.journal.warn({ code: 'output-unread', message });
  }
  if (logStdout) keepStream(run, { container: containerName }, 'stdout', output.stdout);
  if (logStderr) keepStream(run, { container: containerName }, 'stderr', output.stderr);
  readLines(run, containerName, lines, service);
}

function keepStream(
  run: ScenarioRun,
  origin: { readonly container: string; readonly command?: string; readonly phase?: string },
  stream: 'stdout' | 'stderr',
  capture: Capture,
): void {
  const text = capture.text(LOG_KEEP_BYTES);
  const cutBytes = capture.cutBytes(LOG_KEEP_BYTES);
  if (text !== '' || cutBytes > 0) run.journal.logs.push({ ...origin, stream, text, cutBytes });
}

/** Samples of metrics on every captured stdout, notes where they are asked for. */
function readLines(
  run: ScenarioRun,
  container: string,
  lines: LineSieve | undefined,
  { logStdout, readNotesStdout }: { readonly logStdout: boolean; readonly readNotesStdout: boolean },
): void {
  if (lines === undefined) return;
  if (logStdout) run.metrics.read(container, lines);
  if (!readNotesStdout) return;
  for (const line of lines.lines()) {
    const [, time, text] = NOTE_LINE.exec(line.trimEnd()) ?? [];
    if (time !== undefined && text !== undefined) {
      run.journal.notes.push({ unixUs: Number(time), source: container, text });
    }
  }
}
