import type { ProbeReport } from '../../../domain/runtimes.ts';
import { formatWhen } from '../format-when.ts';
import { machineParts } from '../headline.ts';
import { claimWords, legend, MARKS, probeMatrix, runtimeWords, signOf, unusableWords } from './matrix.ts';

/** A probe report as Markdown, for a page or an issue: the matrix, then what was seen in every cell. */
export function renderProbesMarkdown(report: ProbeReport): string {
  const matrix = probeMatrix(report);
  const names = matrix.runtimes.map(({ runtime }) => runtime.name);
  const table = [
    line(['capability', ...names]),
    `|---|${names.map(() => ':---:|').join('')}`,
    ...matrix.rows.map(({ capability, cells }) => line([capability, ...cells.map(signOf)])),
  ];
  const evidence = matrix.runtimes.flatMap((probed, index) => [
    `## ${probed.runtime.name}`,
    escaped(runtimeWords(probed)),
    [
      line(['capability', 'outcome', 'seen', 'documents']),
      '|---|---|---|---|',
      ...matrix.rows.flatMap(({ cells }) => {
        const cell = cells[index];
        if (cell === undefined) return [];
        const { capability, outcome, evidence: seen } = cell.result;
        const says = cell.contradicts ? claimWords(cell) : (cell.claim?.says ?? '');
        return [line([capability, `${signOf(cell)} ${MARKS[outcome].word}`, seen, says])];
      }),
    ].join('\n'),
  ]);
  const unusable = matrix.unusable.map(
    (probed) => `- ${escaped(`${probed.runtime.name}: ${unusableWords(probed)}`)}`,
  );
  return `${[
    '# What works under each container runtime',
    escaped(
      [
        `probe ${report.id}`,
        formatWhen(report.measuredUnixUs),
        ...machineParts(report.machine, report.engine),
      ].join(' · '),
    ),
    ...(names.length === 0 ? [] : [table.join('\n'), legend(matrix).join(' · ')]),
    ...evidence,
    ...(unusable.length === 0 ? [] : ['## Not probed', unusable.join('\n')]),
  ].join('\n\n')}\n`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.map(escaped).join(' | ')} |`;
}

/** Foreign text stays text. */
function escaped(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|]/g, (sign) => `\\${sign}`);
}
