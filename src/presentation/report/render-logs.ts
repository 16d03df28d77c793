import type { LogEntry } from '../../domain/run.ts';
import { formatBytes } from './format-quantity.ts';
import { joinLines, painter, type RenderOptions } from './style.ts';
import { printable } from './wrap-text.ts';

/** What containers and commands of a run printed, in the order stored, without control characters. */
export function renderLogs(logs: readonly LogEntry[], options: RenderOptions): string {
  const paint = painter(options.color);
  if (logs.length === 0) return 'This run has no captured output.\n';
  return joinLines(
    logs.flatMap((entry, index) => [
      ...(index === 0 ? [] : ['']),
      paint(
        [entry.container, entry.stream, entry.phase, entry.command].filter(Boolean).join(' · '),
        'heading',
      ),
      ...printable(entry.text).trimEnd().split('\n'),
      ...(entry.cutBytes > 0 ? [paint(`… ${formatBytes(entry.cutBytes)} more were not kept`, 'quiet')] : []),
    ]),
    options,
  );
}
