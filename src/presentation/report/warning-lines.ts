import { adviceFor, type Warning } from '../../domain/warnings.ts';
import type { Painter } from './style.ts';
import { wrapWithPrefix } from './wrap-text.ts';

/** Each warning with its advice; the advice of several of one kind is given once, after the last. */
export function warningLines(warnings: readonly Warning[], width: number, paint: Painter): string[] {
  const codes = [...new Set(warnings.map((warning) => warning.code))];
  return codes.flatMap((code) => [
    ...warnings
      .filter((warning) => warning.code === code)
      .flatMap((warning) =>
        wrapWithPrefix('  ! ', warning.message, width).map((line) => paint(line, 'warn')),
      ),
    ...wrapWithPrefix('    ', adviceFor(code), width).map((line) => paint(line, 'quiet')),
  ]);
}
