import type { ProbedRuntime, ProbeReport } from '../../../domain/runtimes.ts';
import { formatDuration } from '../format-quantity.ts';
import { formatWhen } from '../format-when.ts';
import { machineParts } from '../headline.ts';
import {
  CONTRADICTION,
  claimWords,
  legend,
  MARKS,
  type Matrix,
  type MatrixCell,
  probeMatrix,
  runtimeWords,
  unusableWords,
} from './matrix.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: #222; --quiet: #666; --line: #ddd; --page: #fff; --good: #14702f; --bad: #b3261e; --warn: #8a5a00 }
@media (prefers-color-scheme: dark) { :root { --ink: #ddd; --quiet: #999; --line: #444; --page: #181818; --good: #6cc988; --bad: #ff8a80; --warn: #e8b54d } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; color: var(--ink); background: var(--page) }
table { border-collapse: collapse; margin: 0.5rem 0 1.5rem }
th, td { padding: 0.25rem 0.8rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
.matrix td:not(:first-child), .matrix th:not(:first-child) { text-align: center }
.matrix thead th { position: sticky; top: 0; background: var(--page) }
.wide { overflow-x: auto }
.quiet, .skipped { color: var(--quiet) } .passed { color: var(--good) } .failed, .hung { color: var(--bad) } .broken { color: var(--warn) }
.mark { font-weight: 600; white-space: nowrap }
small { color: var(--quiet); font-weight: 400 } td:last-child small { white-space: nowrap }
`;

/** A probe report as one page that needs nothing else; what was seen is under the pointer, and in full below. */
export function renderProbesHtml(report: ProbeReport): string {
  const matrix = probeMatrix(report);
  const title = 'What works under each container runtime';
  const facts = [
    `probe ${report.id}`,
    formatWhen(report.measuredUnixUs),
    ...machineParts(report.machine, report.engine),
  ];
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style></head>
<body>
<h1>${escaped(title)}</h1>
<p class="quiet">${escaped(facts.join(' · '))}</p>
${matrix.runtimes.length === 0 ? '' : matrixTable(matrix)}
${matrix.runtimes.map((probed, index) => runtimeSection(probed, matrix, index)).join('\n')}
${unusableSection(matrix)}
</body>
</html>
`;
}

function matrixTable(matrix: Matrix): string {
  const head = matrix.runtimes.map(({ runtime }) => `<th scope="col">${escaped(runtime.name)}</th>`).join('');
  const body = matrix.rows.map(
    ({ capability, meaning, cells }) =>
      `<tr><th scope="row">${capability}<br><small>${escaped(meaning)}</small></th>${cells.map(matrixCell).join('')}</tr>`,
  );
  return `<div class="wide"><table class="matrix"><thead><tr><th scope="col">capability</th>${head}</tr></thead>
<tbody>
${body.join('\n')}
</tbody></table></div>
<p class="quiet">${legend(matrix).map(escaped).join(' · ')}</p>`;
}

function matrixCell(cell: MatrixCell | undefined): string {
  if (cell === undefined) return '<td></td>';
  const seen = [cell.result.evidence, claimWords(cell)].filter((part) => part !== '').join('; ');
  return `<td title="${escaped(seen)}">${markOf(cell)}</td>`;
}

function markOf({ result, contradicts }: MatrixCell): string {
  const { sign, word } = MARKS[result.outcome];
  return `<span class="mark ${result.outcome}" role="img" aria-label="${word}">${sign}${contradicts ? CONTRADICTION : ''}</span>`;
}

function runtimeSection(probed: ProbedRuntime, { rows }: Matrix, index: number): string {
  const lines = rows.flatMap(({ cells }) => {
    const cell = cells[index];
    if (cell === undefined) return [];
    const { capability, evidence, durationMs } = cell.result;
    const says = claimWords(cell);
    return [
      `<tr><td>${markOf(cell)}</td><th scope="row">${capability}</th><td>${escaped(evidence)}${says === '' ? '' : `<br><small>${escaped(says)}</small>`}</td>` +
        `<td><small>${formatDuration(durationMs * 1000)}</small></td></tr>`,
    ];
  });
  return `<h2>${escaped(probed.runtime.name)}</h2>
<p class="quiet">${escaped(runtimeWords(probed))}</p>
<div class="wide"><table><tbody>
${lines.join('\n')}
</tbody></table></div>`;
}

function unusableSection({ unusable }: Matrix): string {
  if (unusable.length === 0) return '';
  const items = unusable.map(
    (probed) => `<li><b>${escaped(probed.runtime.name)}</b>: ${escaped(unusableWords(probed))}</li>`,
  );
  return `<h2>Not probed</h2>\n<ul>${items.join('\n')}</ul>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
