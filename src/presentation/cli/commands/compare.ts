import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  DEFAULT_MARGIN,
  DEFAULT_QUANTITIES,
  DIMENSIONS,
  type Dimension,
  QUANTITIES,
} from '../../../domain/comparison-report.ts';
import type { CompareOptions } from '../actions.ts';
import { collectNames, parseNames, parsePercent, parseSince } from '../parse-options.ts';
import type { CommandParts } from '../program.ts';
import { addOutputOptions, newCommand } from './command-kinds.ts';

type Flags = {
  readonly by?: readonly Dimension[];
  readonly reference?: string;
  readonly metric?: readonly string[];
  readonly moreIsBetter?: readonly string[];
  readonly phase?: string;
  readonly flows?: true;
  readonly margin?: number;
  readonly scenario?: string;
  readonly since?: number;
  readonly grid?: string;
  readonly failOn?: CompareOptions['failOn'];
  readonly markdown?: true;
  readonly json?: true;
  readonly color: boolean;
};

/** `joulelab compare`. */
export function addCompareCommand(program: Command, { actions, perform }: CommandParts): void {
  const command = newCommand(
    program,
    'compare',
    'Compare stored runs: is one runtime, commit, scenario or machine better than another, by how much, and how sure is that?\n' +
      'Every run counts as one value, so measure each several times (joulelab run --iterations 5).',
    [
      'joulelab compare last                    the runs of the newest call',
      'joulelab compare 3f9c1a 77b2e0 80d1c5 41aa9e --by commit',
      'joulelab compare 5d0e1b9c2a44 --reference runc --flows     a call by the id that `run` printed',
      'joulelab compare --scenario Shop --since 7d --by branch',
      'joulelab compare last --margin 3% --fail-on regression     for continuous integration',
    ],
  )
    .summary('Compare stored runs: runtimes, commits, scenarios, machines.')
    .argument('[run...]', 'runs or calls by id or its first digits; last: the newest call')
    .option(
      '--by <names>',
      `what to compare (default: the one thing that differs): ${DIMENSIONS.join(', ')}`,
      parseDimensions,
    )
    .option('--reference <value>', 'what the others are compared to (default: the first)')
    .option(
      '--metric <names>',
      `${QUANTITIES.join(', ')}, or NAME[:TARGET] of any metric (default ${DEFAULT_QUANTITIES.join(',')})`,
      collectNames,
    )
    .option('--more-is-better <names>', 'metrics of which more is an improvement', collectNames)
    .option('--phase <name>', 'phase or flow to compare (default [RUNTIME])')
    .option('--flows', 'compare each flow too')
    .option('--margin <percent>', 'relative difference that does not matter (default 5%)', parsePercent)
    .option('--scenario <name>', 'only runs of this name; without run ids: all of them')
    .option('--since <time>', 'only runs begun since: a date, or how long ago (12h, 7d)', parseSince)
    .option('--grid <zone>', 'zone of the electricity grid, such as DEU (default world average)')
    .addOption(
      new Option(
        '--fail-on <verdict>',
        'exit status 1 if a row is a regression; inconclusive: or cannot be decided',
      ).choices(['regression', 'inconclusive']),
    )
    .addOption(new Option('--markdown', 'print Markdown, for a comment').conflicts('json'));
  addOutputOptions(command).action((runs: string[], flags: Flags) =>
    perform(flags, (terminal) => actions.compare(compareOptions(runs, flags), terminal)),
  );
}

function compareOptions(runs: readonly string[], flags: Flags): CompareOptions {
  const { reference, phase, scenario, since, grid, failOn } = flags;
  return {
    runs,
    by: flags.by ?? [],
    metrics: flags.metric ?? [],
    moreIsBetter: flags.moreIsBetter ?? [],
    flows: flags.flows ?? false,
    margin: flags.margin ?? DEFAULT_MARGIN,
    markdown: flags.markdown ?? false,
    json: flags.json ?? false,
    ...(reference === undefined ? {} : { reference }),
    ...(phase === undefined ? {} : { phase }),
    ...(scenario === undefined ? {} : { scenario }),
    ...(since === undefined ? {} : { sinceUnixUs: since }),
    ...(grid === undefined ? {} : { grid }),
    ...(failOn === undefined ? {} : { failOn }),
  };
}

function parseDimensions(text: string): Dimension[] {
  return parseNames(text).map((name) => {
    const found = DIMENSIONS.find((dimension) => dimension === name || `${dimension}s` === name);
    if (found === undefined) throw new InvalidArgumentError(`Write one of ${DIMENSIONS.join(', ')}.`);
    return found;
  });
}
