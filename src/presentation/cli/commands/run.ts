import { type Command, Option } from 'commander';
import { addUnsupportedGmtSwitches } from '../gmt-switches.ts';
import { type SettingFlags, scenarioSettings } from '../measure-settings.ts';
import {
  collectVariable,
  collectWords,
  parseCount,
  parseDuration,
  parseNames,
  parsePositiveDuration,
} from '../parse-options.ts';
import type { CommandParts } from '../program.ts';
import { DEFAULT_SCENARIO, type SourceFlags, scenarioSources } from '../scenario-path.ts';
import { addMeasureOptions, addOutputOptions, addSafetyOptions, newCommand } from './command-kinds.ts';

type RunFlags = SettingFlags &
  SourceFlags & {
    readonly variable?: Record<string, string>;
    readonly name?: string;
    readonly iterations: number;
    readonly runtime?: readonly string[];
    readonly grid?: string;
    readonly wait?: true;
    readonly json?: true;
    readonly color: boolean;
  };

/** `joulelab run [PATH|URL…]`. The Green Metrics Tool's `--uri` and `--commit-hash` are accepted too. */
export function addRunCommand(program: Command, { actions, perform }: CommandParts): void {
  const command = newCommand(
    program,
    'run',
    'Measure usage scenarios: start their services, drive their flows, report.\n' +
      'Several scenarios, runtimes and iterations are measured in turn (A B A B); one that fails does not stop the others.',
    [
      'joulelab run                                    ./usage_scenario.yml',
      'joulelab run examples/compression --quick       short phases, for a first look',
      'joulelab run shop.yml --variable USERS=50 --iterations 5',
      'joulelab run https://example.org/shop.git --branch main',
      "joulelab run . --filename 'scenarios/*.yml'     every scenario of a folder",
      'joulelab run old.yml new.yml --runtime runc,runsc --json > reports.json',
    ],
  )
    .summary('Measure usage scenarios: start their services, drive their flows, report.')
    .argument(
      '[path|url...]',
      `scenario files, folders with ${DEFAULT_SCENARIO}, git repositories (default the current folder)`,
    )
    .option('--quick', 'short phases, for a first look')
    .option(
      '--filename <file>',
      'scenario in each folder or repository; patterns such as scenarios/*.yml (repeatable)',
      collectWords,
    )
    .option('--branch <name>', 'branch or tag to measure; a local repository is cloned for it')
    .option('--commit <hash>', 'commit to measure, likewise')
    .option('--variable <NAME=VALUE>', 'value for a variable of the scenarios (repeatable)', collectVariable)
    .option('--iterations <number>', 'how often to measure', parseCount, 1)
    .option(
      '--runtime <name,...>',
      "OCI runtimes for all services, each measured (default the scenario's, else the engine's)",
      parseNames,
    );
  addMeasureOptions(command, { baseline: '60s, quick 3s', timeout: '6h' })
    .option(
      '--idle <duration>',
      'measure the started services at rest (default 60s, quick 2s)',
      parseDuration,
    )
    .option('--pause <duration>', 'rest before and after the phases (default 5s, quick 0)', parseDuration)
    .option(
      '--boot-timeout <duration>',
      'limit for services to become ready (default 1m)',
      parsePositiveDuration,
    )
    .option('--flow-timeout <duration>', 'limit for one flow (default 1h)', parsePositiveDuration)
    .option(
      '--command-timeout <duration>',
      'limit for one command of a flow (default none)',
      parsePositiveDuration,
    )
    .option(
      '--playwright-timeout <duration>',
      'limit for one playwright command (default 1m)',
      parsePositiveDuration,
    )
    .addOption(
      new Option('--pull <when>', 'when to pull images (default missing)').choices([
        'always',
        'missing',
        'never',
      ]),
    )
    .option('--no-cache', 'build images afresh')
    .addOption(new Option('--uri <path|url>').hideHelp())
    .addOption(new Option('--commit-hash <hash>').hideHelp());
  command.addHelpText(
    'after',
    '\nSwitches of the Green Metrics Tool that have a counterpart, such as --uri, are accepted.',
  );
  addOutputOptions(addUnsupportedGmtSwitches(addSafetyOptions(command)));
  command.action((words: string[], flags: RunFlags) =>
    perform(flags, (terminal) =>
      actions.run(
        {
          ...scenarioSources(words, flags),
          variables: flags.variable ?? {},
          iterations: flags.iterations,
          runtimes: flags.runtime ?? [],
          settings: scenarioSettings(flags),
          wait: flags.wait ?? false,
          json: flags.json ?? false,
          ...(flags.name === undefined ? {} : { name: flags.name }),
          ...(flags.grid === undefined ? {} : { grid: flags.grid }),
        },
        terminal,
      ),
    ),
  );
}
