import type { BatchFigures, BatchGroup, BatchReport, BatchRun } from '../../domain/batch-report.ts';
import type { ArmStatistics } from '../../domain/comparison.ts';
import type { RunReport } from '../../domain/report.ts';
import { commonSources, sharedWarnings } from './batch-caveats.ts';
import { failureLines } from './batch-failures.ts';
import { meanWithDeviation } from './comparison-table.ts';
import { formatMargin } from './comparison-words.ts';
import { energyDigits, energySourceSentence } from './energy-words.ts';
import { formatDuration, formatEnergy, UNKNOWN } from './format-quantity.ts';
import { machineParts } from './headline.ts';
import type { ReportOptions } from './render-report.ts';
import { joinLines, type Painter, painter } from './style.ts';
import { type Cell, type Column, layoutTable, rightColumn, type Table } from './table.ts';
import { verdictLines } from './verdict-lines.ts';
import { warningLines } from './warning-lines.ts';
import { fillLines, wrapText } from './wrap-text.ts';

/**
 * Several runs of one call for a terminal: each run in a line, mean and deviation of each scenario, runtimes compared, what failed
 * and why.
 *
 * @param options.planned how many runs there were to be
 */
export function renderBatch(
  batch: BatchReport,
  options: ReportOptions & { readonly planned: number },
): string {
  const reports = batch.runs.map(({ report }) => report);
  const paint = painter(options.color);
  const { width } = options;
  const prose = (text: string): string[] => wrapText(text, width - 2).map((line) => `  ${line}`);
  const sources = commonSources(reports).map(energySourceSentence);
  const estimated = reports.some(({ energySource }) => energySource.kind === 'estimated');
  const mark = estimated ? ' (energy is an estimate)' : '';
  const sections: [heading: string, lines: string[]][] = [
    ['', headline(reports, options.planned, width, paint)],
    [`Runs, [RUNTIME]${mark}`, reports.length === 0 ? [] : layoutTable(runTable(batch.runs), width, paint)],
    [
      'Mean ± standard deviation (sample) of completed runs',
      batch.groups.length === 0 ? [] : layoutTable(groupTable(batch), width, paint),
    ],
    ...comparisonSections(batch, width, paint),
    ['What the figures are', sources.flatMap(prose)],
    ['Read with care', warningLines(sharedWarnings(reports), width, paint)],
    ['Failed', failureLines(batch.runs, width, paint)],
    ['Next', nextLines(batch, options)],
  ];
  const blocks = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([heading, lines]) => (heading === '' ? lines : [paint(heading, 'heading'), ...lines]));
  return joinLines(
    blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block])),
    options,
  );
}

function headline(reports: readonly RunReport[], planned: number, width: number, paint: Painter): string[] {
  const count = (status: string): number => reports.filter(({ run }) => run.status === status).length;
  const words = [
    `${planned} runs`,
    `${count('completed')} completed`,
    ...(count('failed') === 0 ? [] : [`${count('failed')} failed`]),
    ...(reports.length === planned ? [] : [`${planned - reports.length} not begun`]),
  ];
  const good = count('completed') === planned;
  const first = reports[0]?.run;
  const facts = first === undefined ? [] : machineParts(first.machine, first.engine);
  const quick = first?.settings.quick === true ? ['quick'] : [];
  return [
    paint(words.join(' · '), good ? 'strong' : 'bad'),
    ...fillLines([...facts, ...quick], ' · ', width).map((line) => paint(line, 'quiet')),
  ];
}

/** Runtimes against the first; a section for each scenario. */
function comparisonSections(
  { comparison }: BatchReport,
  width: number,
  paint: Painter,
): [heading: string, lines: string[]][] {
  if (comparison === undefined) return [];
  return comparison.sets.map(({ label }, set) => [
    `Runtimes compared, margin ${formatMargin(comparison.margin)}${label === undefined ? '' : ` · ${label}`}`,
    verdictLines(comparison, set, width, paint),
  ]);
}

function runTable(runs: readonly BatchRun[]): Table {
  return {
    columns: [
      { header: ['run'], align: 'left' },
      { header: ['scenario'], align: 'left', shrinks: true },
      rightColumn('#'),
      runtimeColumn(runs),
      { header: ['status'], align: 'left' },
      rightColumn('duration'),
      rightColumn('energy'),
      rightColumn('CPU', 'time'),
    ],
    rows: runs.map(({ report, label, figures }): Cell[] => {
      const { run } = report;
      return [
        { text: run.id, tone: 'strong' },
        { text: label.scenario },
        { text: run.batch === undefined ? UNKNOWN : String(run.batch.iteration) },
        { text: label.runtime === '' ? UNKNOWN : label.runtime },
        { text: run.error?.code ?? run.status, tone: run.status === 'completed' ? 'good' : 'bad' },
        { text: formatDuration(figures.durationUs) },
        { text: formatEnergy(figures.energyUj, energyDigits(report.energySource)) },
        { text: formatDuration(figures.cpuUs) },
      ];
    }),
  };
}

/** Names such as io.containerd.runc.v2 give way. */
function runtimeColumn(runs: readonly BatchRun[]): Column {
  const longest = Math.max(...runs.map(({ label }) => label.runtime.length));
  return { header: ['runtime'], align: 'left', shrinks: longest > 12 };
}

function groupTable({ runs, groups }: BatchReport): Table {
  const digits = Math.min(...runs.map(({ report }) => energyDigits(report.energySource)));
  return {
    columns: [
      { header: ['scenario'], align: 'left', shrinks: true },
      runtimeColumn(runs),
      rightColumn('n'),
      rightColumn('duration'),
      rightColumn('energy'),
      rightColumn('CPU time'),
    ],
    rows: groups.flatMap((group): Cell[][] => [
      [
        { text: group.label.scenario, tone: 'strong' },
        { text: group.label.runtime || UNKNOWN },
        { text: String(group.count) },
        ...figureCells(group.figures, digits),
      ],
      ...flowRows(group, digits),
    ]),
  };
}

/** Each flow of the group's runs: they are what variants are compared by. */
function flowRows({ flows }: BatchGroup, digits: number): Cell[][] {
  return flows.map(({ name, figures }) => [
    { text: `  ${name}` },
    { text: '' },
    { text: '' },
    ...figureCells(figures, digits),
  ]);
}

function figureCells(
  { durationUs, energyUj, cpuUs }: BatchFigures<ArmStatistics>,
  digits: number,
): { text: string }[] {
  return [
    { text: spreadText(durationUs, formatDuration) },
    { text: spreadText(energyUj, (value) => formatEnergy(value, digits)) },
    { text: spreadText(cpuUs, formatDuration) },
  ];
}

function spreadText(figure: ArmStatistics | undefined, format: (value: number) => string): string {
  return figure === undefined ? UNKNOWN : meanWithDeviation(figure, format);
}

function nextLines({ runs, groups }: BatchReport, options: ReportOptions): string[] {
  const joulelab = options.command ?? 'joulelab';
  const id = runs.at(-1)?.report.run.id.slice(0, 6);
  const batchId = runs[0]?.report.run.batch?.id.slice(0, 6);
  const steps = [
    ...(id === undefined ? [] : [[`${joulelab} show ${id}`, 'the whole report of a run']]),
    ...(batchId === undefined || groups.length < 2
      ? []
      : [[`${joulelab} compare ${batchId} --flows`, 'what differs, flow by flow']]),
  ];
  const longest = Math.max(...steps.map(([command = '']) => command.length));
  return [
    ...steps.map(([command = '', purpose = '']) => `  ${command.padEnd(longest)}  ${purpose}`),
    ...(options.storedAt === undefined ? [] : [`  stored in ${options.storedAt}`]),
  ];
}
