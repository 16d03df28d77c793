import type { BenchReport } from '../../../domain/bench.ts';
import { benchFacts } from './bench-facts.ts';
import { type BenchTable, benchTables } from './bench-tables.ts';
import { benchTitle, benchVerdicts } from './bench-verdict.ts';

/** A bench as Markdown, for a page or an issue. Found differences are bold. */
export function renderBenchMarkdown(report: BenchReport): string {
  const verdicts = benchVerdicts(report).map(
    ({ name, sentences }) => `- **${name}**: ${sentences.join('; ')}.`,
  );
  const tasks = report.workloads.map(({ title, does }) => `- ${title}: ${does}`);
  const facts = benchFacts(report).map(([word, value]) => `- ${word}: ${value}`);
  return `${[
    `# ${benchTitle(report)}`,
    ...(report.complete ? [] : ['Incomplete: the bench was interrupted.']),
    verdicts.join('\n'),
    ...benchTables(report).flatMap((table) => [`## ${table.title}`, markdownTable(table)]),
    '## The tasks',
    tasks.join('\n'),
    '## Made with',
    facts.join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

function markdownTable({ header, rows }: BenchTable): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [
    line(header),
    `|${header.map((_, index) => (index === 0 ? '---' : '---:')).join('|')}|`,
    ...rows.map((cells) => line(cells.map(({ text, found }) => (found === true ? `**${text}**` : text)))),
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}
