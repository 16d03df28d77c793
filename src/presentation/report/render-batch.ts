import type { RunReport } from '../../domain/report.ts';
import { commonSources, sharedWarnings } from './batch-caveats.ts';
import { failureLines } from './batch-failures.ts';
import {
  groupRuns,
  phaseFigures,
  type RunFigures,
  type RunGroup,
  runFigures,
  runLabel,
  type Spread,
  spreadOf,
} from './batch-figures.ts';
import { energyDigits, energySourceSentence } from './energy-words.ts';
import { formatDuration, formatEnergy, UNKNOWN } from './format-quantity.ts';
import { machineParts } from './headline.ts';
import type { ReportOptions } from './render-report.ts';
import { joinLines, type Painter, painter } from './style.ts';
import { type Cell, type Column, layoutTable, rightColumn, type Table } from './table.ts';
import { warningLines } from './warning-lines.ts';
import { fillLines, wrapText } from './wrap-text.ts';

/**
 * Several runs of one call for a terminal: each run in a line, mean and deviation of each scenario, what failed and why.
 *
 * @param options.planned how many runs there were to be
 */
export function renderBatch(
  reports: readonly RunReport[],
  options: ReportOptions & { readonly planned: number },
): string {
  const paint = painter(options.color);
  const { width } = options;
  const prose = (text: string): string[] => wrapText(text, width - 2).map((line) => `  ${line}`);
  const sources = commonSources(reports).map(energySourceSentence);
  const estimated = reports.some(({ energySource }) => energySource.kind === 'estimated');
  const mark = estimated ? ' (energy is an estimate)' : '';
  const sections: [heading: string, lines: string[]][] = [
    ['', headline(reports, options.planned, width, paint)],
    [`Runs, [RUNTIME]${mark}`, reports.length === 0 ? [] : layoutTable(runTable(reports), width, paint)],
    [
      'Mean ± standard deviation (sample) of completed runs',
      groupRuns(reports).length === 0 ? [] : layoutTable(groupTable(reports), width, paint),
    ],
    ['What the figures are', sources.flatMap(prose)],
    ['Read with care', warningLines(sharedWarnings(reports), width, paint)],
    ['Failed', failureLines(reports, width, paint)],
    ['Next', nextLines(reports, options)],
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

function runTable(reports: readonly RunReport[]): Table {
  return {
    columns: [
      { header: ['run'], align: 'left' },
      { header: ['scenario'], align: 'left', shrinks: true },
      rightColumn('#'),
      runtimeColumn(reports),
      { header: ['status'], align: 'left' },
      rightColumn('duration'),
      rightColumn('energy'),
      rightColumn('CPU', 'time'),
    ],
    rows: reports.map((report): Cell[] => {
      const { run } = report;
      const { scenario, runtime } = runLabel(report, reports);
      const { durationUs, energyUj, cpuUs } = runFigures(report);
      return [
        { text: run.id, tone: 'strong' },
        { text: scenario },
        { text: run.batch === undefined ? UNKNOWN : String(run.batch.iteration) },
        { text: runtime === '' ? UNKNOWN : runtime },
        { text: run.error?.code ?? run.status, tone: run.status === 'completed' ? 'good' : 'bad' },
        { text: formatDuration(durationUs) },
        { text: formatEnergy(energyUj, energyDigits(report.energySource)) },
        { text: formatDuration(cpuUs) },
      ];
    }),
  };
}

/** Names such as io.containerd.runc.v2 give way. */
function runtimeColumn(reports: readonly RunReport[]): Column {
  const longest = Math.max(...reports.map((report) => runLabel(report, reports).runtime.length));
  return { header: ['runtime'], align: 'left', shrinks: longest > 12 };
}

function groupTable(reports: readonly RunReport[]): Table {
  const digits = Math.min(...reports.map(({ energySource }) => energyDigits(energySource)));
  return {
    columns: [
      { header: ['scenario'], align: 'left', shrinks: true },
      runtimeColumn(reports),
      rightColumn('n'),
      rightColumn('duration'),
      rightColumn('energy'),
      rightColumn('CPU time'),
    ],
    rows: groupRuns(reports).flatMap((group): Cell[][] => [
      groupRow(
        { text: group.label.scenario, tone: 'strong' },
        group.label.runtime,
        group.reports.map(runFigures),
        digits,
      ),
      ...flowRows(group, digits),
    ]),
  };
}

/** Each flow of the group's runs: they are what variants are compared by. A scenario of one flow is told by its own row. */
function flowRows({ reports }: RunGroup, digits: number): Cell[][] {
  const flows = (reports[0]?.phases ?? []).filter(({ kind, hidden }) => kind === 'flow' && !hidden);
  if (flows.length < 2) return [];
  return flows.map(({ name }) =>
    groupRow(
      { text: `  ${name}` },
      undefined,
      reports.map(({ phases }) =>
        phaseFigures(phases.find((phase) => phase.kind === 'flow' && phase.name === name)),
      ),
      digits,
    ),
  );
}

function groupRow(
  name: Cell,
  runtime: string | undefined,
  runs: readonly RunFigures[],
  digits: number,
): Cell[] {
  return [
    name,
    { text: runtime === undefined ? '' : runtime || UNKNOWN },
    { text: runtime === undefined ? '' : String(runs.length) },
    { text: spreadText(spreadOf(runs.map(({ durationUs }) => durationUs)), formatDuration) },
    {
      text: spreadText(spreadOf(runs.map(({ energyUj }) => energyUj)), (value) =>
        formatEnergy(value, digits),
      ),
    },
    { text: spreadText(spreadOf(runs.map(({ cpuUs }) => cpuUs)), formatDuration) },
  ];
}

function spreadText(spread: Spread | undefined, format: (value: number) => string): string {
  if (spread === undefined) return UNKNOWN;
  const { mean, deviation } = spread;
  return deviation === undefined ? format(mean) : `${format(mean)} ± ${format(deviation)}`;
}

function nextLines(reports: readonly RunReport[], options: ReportOptions): string[] {
  const id = reports.at(-1)?.run.id.slice(0, 6);
  return [
    ...(id === undefined ? [] : [`  ${options.command ?? 'joulelab'} show ${id}  the whole report of a run`]),
    ...(options.storedAt === undefined ? [] : [`  stored in ${options.storedAt}`]),
  ];
}
