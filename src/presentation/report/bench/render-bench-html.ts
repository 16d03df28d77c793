import type { BenchReport } from '../../../domain/bench.ts';
import { benchFacts } from './bench-facts.ts';
import { type BenchTable, benchTables } from './bench-tables.ts';
import { benchTitle, benchVerdicts } from './bench-verdict.ts';

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
table { border-collapse: collapse; margin: 0.5rem 0 1.5rem; font-variant-numeric: tabular-nums }
th, td { padding: 0.2rem 0.8rem; border-bottom: 1px solid #ddd; text-align: right; white-space: nowrap }
th:first-child, td:first-child { text-align: left }
td.same { color: #6b6b6b } td.found { font-weight: 600 }
.wide { overflow-x: auto }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818 } th, td { border-color: #444 } td.same { color: #999 } }
`;

/** A bench as one page that needs nothing else. */
export function renderBenchHtml(report: BenchReport): string {
  const title = benchTitle(report);
  const item = (text: string) => `<li>${escaped(text)}</li>`;
  const verdicts = benchVerdicts(report).map(
    ({ name, sentences }) => `<h2>${escaped(name)}</h2>\n<ul>${sentences.map(item).join('\n')}</ul>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style></head>
<body>
<h1>${escaped(title)}</h1>
${report.complete ? '' : '<p>Incomplete: the bench was interrupted.</p>'}
${verdicts.join('\n')}
${benchTables(report).map(htmlTable).join('\n')}
<h2>The tasks</h2>
<ul>${report.workloads.map(({ title: task, does }) => item(`${task}: ${does}`)).join('\n')}</ul>
<h2>Made with</h2>
<ul>${benchFacts(report)
    .map(([word, value]) => item(`${word}: ${value}`))
    .join('\n')}</ul>
</body>
</html>
`;
}

function htmlTable({ title, header, rows }: BenchTable): string {
  const head = header.map((word) => `<th>${escaped(word)}</th>`).join('');
  const body = rows.map((cells) => `<tr>${cells.map(cell).join('')}</tr>`).join('\n');
  return `<h2>${escaped(title)}</h2>\n<div class="wide"><table><thead><tr>${head}</tr></thead>\n<tbody>${body}</tbody></table></div>`;
}

function cell({ text, found }: BenchTable['rows'][number][number]): string {
  const kind = found === undefined ? '' : ` class="${found ? 'found' : 'same'}"`;
  return `<td${kind}>${escaped(text)}</td>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
