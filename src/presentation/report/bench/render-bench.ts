import type { BenchReport } from '../../../domain/bench.ts';
import { joinLines, painter, type RenderOptions } from '../style.ts';
import { layoutTable, rightColumn } from '../table.ts';
import { wrapWithPrefix } from '../wrap-text.ts';
import { benchFacts } from './bench-facts.ts';
import { type BenchTable, benchTables } from './bench-tables.ts';
import { benchTitle, benchVerdicts } from './bench-verdict.ts';

/** A bench for the terminal: first what it says in words, then the tables, then what it was made with. */
export function renderBench(
  report: BenchReport,
  options: RenderOptions & { readonly command: string },
): string {
  const paint = painter(options.color);
  const { width } = options;
  const state = report.complete ? '' : ', incomplete: it was interrupted';
  const verdicts = benchVerdicts(report).flatMap(({ name, sentences }) => [
    `  ${paint(name, 'strong')}`,
    ...sentences.flatMap((sentence) => wrapWithPrefix('    ', sentence, width)),
  ]);
  return joinLines(
    [
      paint(benchTitle(report) + state, 'heading'),
      ...verdicts,
      ...benchTables(report).flatMap((table) => [
        '',
        paint(table.title, 'heading'),
        ...drawn(table, options),
      ]),
      '',
      ...benchFacts(report).flatMap(([word, value]) => wrapWithPrefix(`  ${word.padEnd(10)} `, value, width)),
      '',
      `  All blocks: ${options.command} runtimes bench --show ${report.id} --json`,
    ],
    options,
  );
}

function drawn({ header, rows }: BenchTable, options: RenderOptions): string[] {
  const [first = '', ...rest] = header;
  return layoutTable(
    {
      columns: [{ header: [first], align: 'left' }, ...rest.map((word) => rightColumn(word))],
      rows: rows.map((cells) =>
        cells.map(({ text, found }) => ({
          text,
          ...(found === undefined ? {} : { tone: found ? ('strong' as const) : ('quiet' as const) }),
        })),
      ),
    },
    options.width,
    painter(options.color),
  );
}
