import type { ScenarioFault } from '../../domain/errors.ts';
import type { Painter } from './style.ts';
import { printable, wrapWithPrefix } from './wrap-text.ts';

/**
 * A fault in a scenario file: place and message, the source line, a caret under what is wrong, and the hint.
 * A long source line is cut around the caret.
 */
export function faultLines(fault: ScenarioFault, width: number, paint: Painter): string[] {
  const gutter = `  ${fault.line} | `;
  const empty = `${' '.repeat(gutter.length - 2)}| `;
  const view = windowAround(fault, Math.max(20, width - gutter.length));
  const caret = ' '.repeat(view.column) + '^'.repeat(view.length);
  return [
    ...wrapWithPrefix(
      '',
      `${fault.file}:${fault.line}:${fault.column}: ${printable(fault.message)}`,
      width,
    ).map((line) => paint(line, 'strong')),
    paint(gutter, 'quiet') + view.text,
    paint(empty, 'quiet') + paint(caret, 'bad'),
    ...(fault.hint === undefined ? [] : wrapWithPrefix('  hint: ', fault.hint, width)),
  ];
}

/** The part of the source line that fits, with the caret's column (from 0) and length in it. */
function windowAround(fault: ScenarioFault, room: number): { text: string; column: number; length: number } {
  // One space for a tab: the caret then stands right whatever the terminal's tab stops are.
  const line = printable(fault.sourceLine).replace(/\t/g, ' ').trimEnd();
  const column = fault.column - 1;
  const start = column + fault.length <= room ? 0 : Math.min(column, Math.max(0, line.length - room));
  const text = line.slice(start, start + room);
  const length = Math.max(1, Math.min(fault.length, text.length - (column - start)));
  return { text, column: column - start, length };
}
