import type { ScenarioFault } from '../../domain/errors.ts';
import type { Warning } from '../../domain/warnings.ts';
import { faultLines } from './fault-lines.ts';
import { joinLines, painter, type RenderOptions } from './style.ts';
import { warningLines } from './warning-lines.ts';

/** A usage scenario that was written. */
export type InitSummary = {
  readonly file: string;
  readonly madeFrom: 'compose' | 'dockerfile' | 'nothing';
  readonly source?: string;
  /** What its author has to mend first. */
  readonly faults: readonly ScenarioFault[];
  readonly warnings: readonly Warning[];
};

/**
 * What was written, what is to be mended, and what to do next.
 *
 * @param command how the user calls joulelab
 */
export function renderInit(summary: InitSummary, command: string, options: RenderOptions): string {
  const { file, madeFrom, source, faults, warnings } = summary;
  const paint = painter(options.color);
  const from = madeFrom === 'nothing' ? 'an example to edit' : `from ${source ?? ''}`;
  const mend = faults.flatMap((fault) => ['', ...faultLines(fault, options.width, paint)]);
  const first = faults.length === 0 ? [] : ['', paint('Before it can run:', 'heading'), ...mend.slice(1)];
  const path = /^[\w@%+=:,./-]+$/.test(file) ? file : `'${file.replaceAll("'", `'\\''`)}'`;
  return joinLines(
    [
      `${paint('wrote', 'good')} ${file} (${from})`,
      ...warningLines(warnings, options.width, paint),
      ...first,
      '',
      paint('Next', 'heading'),
      '  edit the flow: what do users do with it?',
      `  ${command} validate ${path}`,
      `  ${command} run ${path} --quick`,
    ],
    options,
  );
}
