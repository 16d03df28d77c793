import { type Capture, LOG_KEEP_BYTES, NOTES_KEEP_BYTES } from './engine/capture.ts';
import { readContainerOutput } from './engine/container-logs.ts';
import type { ContainerCommand } from './run-command.ts';
import type { LiveContainer, ScenarioRun } from './scenario-run.ts';

/** A note on stdout: microseconds since the epoch, a blank, the text. */
const NOTE_LINE = /^(\d{16}) (.+)$/;

/**
 * Stores the output of all commands and containers, and reads the notes out of it. Called when nothing is measured:
 * while a phase runs output is only kept.
 */
export async function collectOutput(run: ScenarioRun): Promise<void> {
  for (const { command, exec } of run.outputs.splice(0)) keepCommandOutput(run, command, exec);
  for (const container of run.containers.values()) await keepContainerOutput(run, container);
}

type Streams = { readonly stdout: Capture; readonly stderr: Capture };

function keepCommandOutput(run: ScenarioRun, command: ContainerCommand, exec: Streams): void {
  const container = command.container.service.containerName;
  const origin = { container, command: command.text, phase: command.phase };
  if (command.logStdout) keepStream(run, origin, 'stdout', exec.stdout);
  if (command.logStderr) keepStream(run, origin, 'stderr', exec.stderr);
  if (command.readNotesStdout) readNotes(run, container, exec.stdout);
}

async function keepContainerOutput(run: ScenarioRun, { service, id, tty }: LiveContainer): Promise<void> {
  const { logStdout, logStderr, readNotesStdout, containerName } = service;
  if (!logStdout && !logStderr && !readNotesStdout) return;
  const keepBytes = readNotesStdout ? NOTES_KEEP_BYTES : LOG_KEEP_BYTES;
  const output = await readContainerOutput(run.job.engine, id, { keepBytes, tty });
  if (output === undefined) return;
  if (logStdout) keepStream(run, { container: containerName }, 'stdout', output.stdout);
  if (logStderr) keepStream(run, { container: containerName }, 'stderr', output.stderr);
  if (readNotesStdout) readNotes(run, containerName, output.stdout);
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

function readNotes(run: ScenarioRun, container: string, stdout: Capture): void {
  for (const line of stdout.text().split('\n')) {
    const [, time, text] = NOTE_LINE.exec(line.trimEnd()) ?? [];
    if (time !== undefined && text !== undefined) {
      run.journal.notes.push({ unixUs: Number(time), source: container, text });
    }
  }
}
