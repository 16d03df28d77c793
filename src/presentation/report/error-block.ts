import type { CommandFailure, ErrorDetails } from '../../domain/errors.ts';
import { faultLines } from './fault-lines.ts';
import { formatDuration } from './format-quantity.ts';
import type { Painter } from './style.ts';
import { printable, wrapText, wrapWithPrefix } from './wrap-text.ts';

/** An error as it is shown: in a report of a failed run and on stderr alike. */
export type ShownError = {
  readonly message: string;
  readonly advice: string;
  readonly phase?: string | undefined;
  readonly details?: ErrorDetails | undefined;
};

/** Message, what is known about it, and at the end what to do. */
export function errorBlock(error: ShownError, width: number, paint: Painter): string[] {
  const { faults = [], failure, attempts = [] } = error.details ?? {};
  const message = printable(error.message).split('\n');
  return [
    ...message
      .flatMap((line, index) => wrapWithPrefix(index === 0 ? 'error: ' : '       ', line, width))
      .map((line) => paint(line, 'bad')),
    ...(error.phase === undefined ? [] : [`  during   ${error.phase}`]),
    ...(failure === undefined ? [] : failureLines(failure, width, paint)),
    ...faults.flatMap((fault) => ['', ...faultLines(fault, width, paint)]),
    ...(faults.length === 0 ? [] : ['']),
    ...attempts.flatMap((attempt) => wrapWithPrefix('  ', `${attempt.what}: ${attempt.why}`, width)),
    ...wrapText(error.advice, width),
  ];
}

function failureLines(failure: CommandFailure, width: number, paint: Painter): string[] {
  const facts: [string, string | undefined][] = [
    ['command', failure.command],
    ['where', failure.container === undefined ? undefined : `container ${failure.container}`],
    ['ended', howItEnded(failure)],
  ];
  return [
    ...facts.flatMap(([label, value]) =>
      value === undefined ? [] : wrapWithPrefix(`  ${label.padEnd(9)}`, printable(value), width),
    ),
    ...tailLines('stdout', failure.stdoutTail, paint),
    ...tailLines('stderr', failure.stderrTail, paint),
  ];
}

function howItEnded(failure: CommandFailure): string | undefined {
  const parts = [
    ...(failure.exitCode === undefined ? [] : [`exit code ${failure.exitCode}`]),
    ...(failure.signal === undefined ? [] : [`signal ${failure.signal}`]),
    ...(failure.oomKilled ? ['killed for lack of memory'] : []),
    ...(failure.durationMs === undefined ? [] : [`after ${formatDuration(failure.durationMs * 1000)}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** The last lines of a stream, as they were printed but for control characters. */
function tailLines(stream: string, tail: string, paint: Painter): string[] {
  const lines = printable(tail).trimEnd().split('\n');
  if (lines.length === 1 && lines[0]?.trim() === '') return [];
  return [`  ${stream}`, ...lines.map((line) => paint(`    | ${line}`, 'quiet'))];
}
