import type { ProbeReport } from '../../../domain/runtimes.ts';
import { formatWhen } from '../format-when.ts';
import { machineParts } from '../headline.ts';
import { joinLines, type Painter, painter, type RenderOptions } from '../style.ts';
import { type Cell, layoutTable } from '../table.ts';
import { fillLines, printable, wrapWithPrefix } from '../wrap-text.ts';
import {
  claimWords,
  legend,
  MARKS,
  type Matrix,
  type MatrixCell,
  probeMatrix,
  runtimeWords,
  signOf,
  unusableWords,
} from './matrix.ts';

/** The matrix of a probe report, and below it what was seen wherever something did not simply work. */
export function renderProbes(
  report: ProbeReport,
  options: RenderOptions & { readonly command: string },
): string {
  const paint = painter(options.color);
  const matrix = probeMatrix(report);
  const { width, command } = options;
  const facts = [`probe ${report.id}`, formatWhen(report.measuredUnixUs)];
  return joinLines(
    [
      paint('What works under each container runtime', 'heading'),
      ...[facts, machineParts(report.machine, report.engine)]
        .flatMap((parts) => fillLines(parts, ' · ', width))
        .map((line) => paint(line, 'quiet')),
      '',
      ...(matrix.runtimes.length === 0
        ? ['  Nothing was probed.']
        : [...tableLines(matrix, width, paint), '']),
      ...fillLines(legend(matrix), ' · ', width - 2).map((line) => `  ${paint(line, 'quiet')}`),
      ...matrix.runtimes.flatMap((_, index) => runtimeLines(matrix, index, width, paint)),
      ...unusableLines(matrix, width, paint),
      '',
      `See it again: ${command} runtimes probe --show ${report.id}`,
    ],
    options,
  );
}

function tableLines({ runtimes, rows }: Matrix, width: number, paint: Painter): string[] {
  return layoutTable(
    {
      columns: [
        { header: [''], align: 'left' },
        ...runtimes.map(({ runtime }) => ({ header: [runtime.name], align: 'left' as const })),
      ],
      rows: rows.map(({ capability, cells }): Cell[] => [
        { text: capability },
        ...cells.map(
          (cell): Cell =>
            cell === undefined ? { text: '' } : { text: signOf(cell), tone: MARKS[cell.result.outcome].tone },
        ),
      ]),
    },
    width,
    paint,
  );
}

/** What one runtime is, and what was seen where the mark alone does not tell enough. */
function runtimeLines({ runtimes, rows }: Matrix, index: number, width: number, paint: Painter): string[] {
  const probed = runtimes[index];
  if (probed === undefined) return [];
  const cells = rows.flatMap(({ cells: row }) => row[index] ?? []).filter(needsWords);
  return [
    '',
    `${paint(probed.runtime.name, 'strong')}  ${paint(runtimeWords(probed), 'quiet')}`,
    ...groupBySkip(cells).flatMap(({ sign, tone, text }) => {
      const [first = '', ...more] = wrapWithPrefix(`  ${sign.padEnd(2)} `, printable(text), width);
      return [paint(first.slice(0, 5), tone) + first.slice(5), ...more];
    }),
  ];
}

function needsWords(cell: MatrixCell): boolean {
  return cell.result.outcome !== 'passed' || cell.contradicts;
}

/** A runtime that starts nothing was asked nothing else: its capabilities need no list. */
const MANY = 6;

type Line = {
  readonly sign: string;
  readonly tone: (typeof MARKS)[keyof typeof MARKS]['tone'];
  readonly text: string;
};

/** Capabilities that were not asked about for the same reason share a line. */
function groupBySkip(cells: readonly MatrixCell[]): Line[] {
  const lines: Line[] = [];
  const skipped = new Map<string, string[]>();
  for (const cell of cells) {
    const { capability, outcome, evidence } = cell.result;
    if (outcome === 'skipped') skipped.set(evidence, [...(skipped.get(evidence) ?? []), capability]);
    else {
      const words = [evidence, claimWords(cell)].filter((part) => part !== '').join('; ');
      lines.push({ sign: signOf(cell), tone: MARKS[outcome].tone, text: `${capability}: ${words}` });
    }
  }
  const { sign, tone } = MARKS.skipped;
  return [
    ...lines,
    ...[...skipped].map(([evidence, names]) => ({
      sign,
      tone,
      text: `${names.length > MANY ? `${names.length} others` : names.join(', ')}: ${evidence}`,
    })),
  ];
}

function unusableLines({ unusable }: Matrix, width: number, paint: Painter): string[] {
  if (unusable.length === 0) return [];
  return [
    '',
    paint('Not probed', 'strong'),
    ...unusable.flatMap((probed) =>
      wrapWithPrefix('  – ', printable(`${probed.runtime.name}: ${unusableWords(probed)}`), width),
    ),
    '  To try them nevertheless: --force',
  ];
}
