import { comparisonJsonSchema } from '../src/analysis/comparison/comparison-schema.ts';
import { ENERGY_ESTIMATED } from '../src/analysis/estimated-energy.ts';
import { reportJsonSchema } from '../src/analysis/report-schema.ts';
import { actions } from '../src/app/actions.ts';
import { ERRORS } from '../src/domain/errors.ts';
import { WARNINGS } from '../src/domain/warnings.ts';
import { buildProgram } from '../src/presentation/cli/program.ts';
import { metricSpecs } from '../src/sampling/index.ts';
import { scenarioJsonSchema } from '../src/scenario/index.ts';

export type ReferencePage = { readonly file: string; readonly text: string };

const HEADER = '<!-- Written by `npm run docs` from the source: change it there. -->';

/** The pages of docs/reference. */
export function referencePages(): readonly ReferencePage[] {
  return [
    { file: 'cli.md', text: cliPage() },
    { file: 'comparison.schema.json', text: comparisonJsonSchema() },
    { file: 'errors.md', text: errorsPage() },
    { file: 'metrics.md', text: metricsPage() },
    { file: 'report.schema.json', text: reportJsonSchema() },
    { file: 'usage-scenario.schema.json', text: scenarioJsonSchema() },
    { file: 'warnings.md', text: warningsPage() },
  ];
}

function cliPage(): string {
  const output = { color: false, width: 100, unicode: true, isTty: false, write: () => undefined };
  const program = buildProgram(actions, { terminal: { stdout: output, stderr: output } });
  const commands = [program, ...program.commands.filter((command) => command.name() !== 'help')];
  const sections = commands.map((command) => {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) });
    command.outputHelp();
    const title = command === program ? 'joulelab' : `joulelab ${command.name()}`;
    return `## ${title}\n\n\`\`\`\n${help.trim()}\n\`\`\`\n`;
  });
  return [`# Command line\n\n${HEADER}\n`, ...sections].join('\n');
}

function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { exitStatus, httpStatus, title }]) =>
      `| \`${code}\` | ${exitStatus} | ${httpStatus} | ${title} |`,
  );
  return page('Errors', [
    'Every error has a code, a message that names the object, and advice. The exit status of the command follows from the code.',
    '',
    '| code | exit status | HTTP status | meaning |',
    '|---|---|---|---|',
    ...rows,
  ]);
}

function warningsPage(): string {
  const rows = Object.entries(WARNINGS).map(([code, advice]) => `| \`${code}\` | ${advice} |`);
  return page('Warnings', [
    'Warnings are stored with a run and shown in every report of it.',
    '',
    '| code | what to do |',
    '|---|---|',
    ...rows,
  ]);
}

function metricsPage(): string {
  const rows = [...metricSpecs(), ENERGY_ESTIMATED].map(
    ({ name, unit, kind, scope, help }) => `| \`${name}\` | ${unit} | ${kind} | ${scope} | ${help} |`,
  );
  return page('Metrics', [
    "A counter's figure for a phase is its value at the end less its value at the begin. A gauge's is its time-weighted mean.",
    '',
    '| metric | unit | kind | of | what it counts |',
    '|---|---|---|---|---|',
    ...rows,
  ]);
}

function page(title: string, lines: readonly string[]): string {
  return `${[`# ${title}`, '', HEADER, '', ...lines].join('\n')}\n`;
}
