import type { RunReport } from '../../domain/report.ts';
import { shorten } from './wrap-text.ts';

/** More would push the figures out of sight; all of them are in `--json`. */
const SHOWN = 12;

/** What the measured software said about itself while it ran, with the flow in which it did. */
export function noteLines(report: RunReport, width: number): string[] {
  const { notes } = report.run;
  const sources = Math.max(0, ...notes.map(({ source }) => source.length));
  const lines = notes
    .slice(0, SHOWN)
    .map(({ source, text }) => shorten(`${source.padEnd(sources)}  ${text}`, width - 2));
  const more = notes.length > SHOWN ? [`… ${notes.length - SHOWN} more`] : [];
  return [...lines, ...more].map((line) => `  ${line}`);
}
