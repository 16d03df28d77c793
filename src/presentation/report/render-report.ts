import type { RunReport } from '../../domain/report.ts';
import { attributionTable } from './attribution-table.ts';
import { containerTable } from './container-table.ts';
import { customMetricTable, perUnitSentences } from './custom-metric-table.ts';
import {
  calibrationSentence,
  energyDigits,
  energySourceSentence,
  gridSentence,
  mainResult,
  ownCostSentence,
  samplingSentence,
} from './energy-words.ts';
import { errorBlock } from './error-block.ts';
import { headline } from './headline.ts';
import { mainPhase } from './main-phase.ts';
import { nextSteps } from './next-steps.ts';
import { noteLines } from './note-lines.ts';
import { phaseTable } from './phase-table.ts';
import { policySentences } from './policy-sentences.ts';
import { resourceTable } from './resource-table.ts';
import { joinLines, painter, type RenderOptions } from './style.ts';
import { layoutTable, type Table } from './table.ts';
import { warningLines } from './warning-lines.ts';
import { wrapText } from './wrap-text.ts';

/** A section: a heading and its lines. Sections without lines are left out. */
type Section = { readonly heading?: string; readonly lines: readonly string[] };

export type ReportOptions = RenderOptions & {
  /** Where the run is stored, said at the end when given. */
  readonly storedAt?: string;
  /** How the reader calls joulelab; default `joulelab`. */
  readonly command?: string;
};

/**
 * The report of one run for a terminal: what it took, where the energy went, who used it, what the figures are worth,
 * and, for a failed run, what went wrong. Text that ends with a line break, no wider than `width` where words allow it.
 *
 */
export function renderReport(report: RunReport, options: ReportOptions): string {
  const paint = painter(options.color);
  const { width } = options;
  const { run } = report;
  const main = mainPhase(report);
  const table = (data: Table | undefined): string[] =>
    data === undefined ? [] : layoutTable(data, width, paint);
  const prose = (...sentences: (string | undefined)[]): string[] =>
    sentences
      .flatMap((sentence) => (sentence === undefined ? [] : wrapText(sentence, width - 2)))
      .map((line) => `  ${line}`);
  // A run that ended before its first phase has none to explain.
  const hasFigures = report.phases.length > 0;
  const hasEnergy = report.energySource.kind !== 'none';

  const sections: Section[] = [
    { lines: headline(run, width, paint) },
    { lines: prose(mainResult(report)).map((line) => paint(line, 'strong')) },
    {
      heading: hasEnergy ? `Where the energy went${estimateMark(report)}` : 'Phases',
      lines: report.phases.length === 0 ? [] : table(phaseTable(report)),
    },
    {
      heading: `Who used it in [RUNTIME]${estimateMark(report)}`,
      lines:
        main === undefined || main.attribution.length === 0
          ? []
          : table(attributionTable(main, energyDigits(report.energySource))),
    },
    { heading: 'Resources in [RUNTIME]', lines: main === undefined ? [] : table(resourceTable(main)) },
    {
      heading: "The scenario's own metrics",
      lines: [...table(customMetricTable(report)), ...prose(...perUnitSentences(report))],
    },
    { heading: 'Notes', lines: noteLines(report, width) },
    {
      heading: 'Containers',
      lines:
        run.containers.length === 0
          ? []
          : [...table(containerTable(run.containers)), ...prose(...policySentences(run.containers))],
    },
    {
      heading: 'What the figures are',
      lines: hasFigures
        ? prose(
            energySourceSentence(report.energySource),
            hasEnergy ? gridSentence(report.grid) : undefined,
            samplingSentence(report),
            ownCostSentence(report),
            calibrationSentence(report),
          )
        : [],
    },
    { heading: 'Read with care', lines: hasFigures ? warningLines(run.warnings, width, paint) : [] },
    { lines: run.error === undefined ? [] : errorBlock(shownError(run.error), width, paint) },
    { heading: 'Next', lines: nextLines(report, options) },
  ];
  const blocks = sections
    .filter((section) => section.lines.length > 0)
    .map((section) => [
      ...(section.heading === undefined ? [] : [paint(section.heading, 'heading')]),
      ...section.lines,
    ]);
  return joinLines(
    blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block])),
    options,
  );
}

function estimateMark(report: RunReport): string {
  return report.energySource.kind === 'estimated' ? ' (estimate)' : '';
}

function shownError(error: NonNullable<RunReport['run']['error']>) {
  return {
    message: error.message,
    advice: error.advice,
    phase: error.phase,
    details: error.failure === undefined ? undefined : { failure: error.failure },
  };
}

function nextLines(report: RunReport, options: ReportOptions): string[] {
  const steps = nextSteps(report, options.command ?? 'joulelab');
  const longest = Math.max(...steps.map((step) => step.command.length));
  const sideBySide = steps.map((step) => `  ${step.command.padEnd(longest)}  ${step.purpose}`);
  const fits = sideBySide.every((line) => line.length <= options.width);
  return [
    ...(fits ? sideBySide : steps.flatMap((step) => [`  ${step.command}`, `    ${step.purpose}`])),
    ...(options.storedAt === undefined ? [] : [`  stored in ${options.storedAt}`]),
  ];
}
