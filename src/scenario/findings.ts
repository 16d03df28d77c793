import type { ScenarioFault } from '../domain/errors.ts';
import type { Warning, WarningCode } from '../domain/warnings.ts';
import { redactLine } from './safety/redact.ts';
import { originalOffset, type Place } from './source/source-text.ts';
import type { Path } from './source/tree.ts';

/** Everything that is found on the way through a scenario: collected, so that all of it is shown at once. */
export type Findings = {
  readonly faults: readonly ScenarioFault[];
  readonly unsafe: readonly ScenarioFault[];
  readonly warnings: readonly Warning[];
  /** Where values stood that were dropped or refused as unsafe, as far as they stand at a path. */
  readonly unsafePaths: readonly Path[];
  /** Bad for every setting. Not told of a text in which a variable has no value: that is a fault of its own. */
  fault(place: Place, message: string, hint?: string): void;
  /** A variable without a value, or a value without a variable. */
  variableFault(place: Place, message: string, hint?: string): void;
  /**
   * Something that only `--allow-unsafe` allows. Tells whether it may be used; if not it is a fault, or with
   * `--skip-unsafe` a warning and the caller drops it.
   */
  allows(place: Place, message: string, hint?: string, path?: Path): boolean;
  warn(code: WarningCode, message: string): void;
};

export function createFindings(options: { allowUnsafe: boolean; skipUnsafe: boolean }): Findings {
  const faults: ScenarioFault[] = [];
  const unsafe: ScenarioFault[] = [];
  const warnings: Warning[] = [];
  const unsafePaths: Path[] = [];
  return {
    faults,
    unsafe,
    warnings,
    unsafePaths,
    fault(place, message, hint) {
      if (!holdsVariable(place)) faults.push(faultAt(place, message, hint));
    },
    variableFault: (place, message, hint) => void faults.push(faultAt(place, message, hint)),
    allows(place, message, hint, path) {
      if (options.allowUnsafe) return true;
      if (path !== undefined) unsafePaths.push(path);
      const fault = faultAt(place, message, hint);
      if (options.skipUnsafe) {
        warnings.push({
          code: 'dropped-unsafe',
          message: `${fault.file}:${fault.line}: ${message}: dropped`,
        });
      } else unsafe.push(fault);
      return false;
    },
    warn: (code, message) => void warnings.push({ code, message }),
  };
}

/** Whether the first line of a value still holds a variable. */
function holdsVariable(place: Place): boolean {
  const [line = ''] = place.source.resolved.slice(place.start, place.end).split('\n');
  return /__GMT_VAR_\w+?__/.test(line);
}

/** A fault with its line as it stands in the file; the caret stays within the line, secrets are starred out. */
export function faultAt(place: Place, message: string, hint?: string): ScenarioFault {
  const { original, file } = place.source;
  const start = Math.min(originalOffset(place.source, place.start), original.length);
  const lineStart = original.lastIndexOf('\n', start - 1) + 1;
  const nextBreak = original.indexOf('\n', start);
  const lineEnd = nextBreak < 0 ? original.length : nextBreak;
  const sourceLine = original.slice(lineStart, lineEnd).replace(/\r$/, '');
  const end = place.end > place.start ? originalOffset(place.source, place.end - 1) + 1 : start;
  const covered = sourceLine.slice(start - lineStart, end - lineStart).trimEnd().length;
  return {
    file,
    line: original.slice(0, lineStart).split('\n').length,
    column: start - lineStart + 1,
    sourceLine: redactLine(sourceLine),
    length: Math.max(1, covered),
    message,
    ...(hint === undefined ? {} : { hint }),
  };
}
