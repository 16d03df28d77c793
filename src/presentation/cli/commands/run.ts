import { type Command, Option } from 'commander';
import { addUnsupportedGmtSwitches } from '../gmt-switches.ts';
import { type SettingFlags, scenarioSettings } from '../measure-settings.ts';
import { collectVariable, parseCount, parseDuration, parsePositiveDuration } from '../parse-options.ts';
import type { CommandParts } from '../program.ts';
import { DEFAULT_SCENARIO, scenarioPath } from '../scenario-path.ts';
import { usageError } from '../usage-error.ts';
import { addMeasureOptions, addOutputOptions, addSafetyOptions, newCommand } from './command-kinds.ts';

type RunFlags = SettingFlags & {
  readonly variable?: Record<string, string>;
  readonly name?: string;
  readonly iterations: number;
  readonly runtime?: string;
  readonly grid?: string;
  readonly wait?: true;
  readonly json?: true;
  readonly color: boolean;
  readonly uri?: string;
  readonly filename?: string;
  readonly branch?: string;
};

/** `joulelab run [FILE]`. The Green Metrics Tool's `--uri`, `--filename` and `--branch` are accepted too. */
export function addRunCommand(program: Command, { actions, perform }: CommandParts): void {
  const command = newCommand(
    program,
    'run',
    'Measure a usage scenario: start its services, drive its flows, report.',
    [
      'joulelab run                                    ./usage_scenario.yml',
      'joulelab run examples/compression --quick       short phases, for a first look',
      'joulelab run shop.yml --variable USERS=50 --iterations 5',
      'joulelab run shop.yml --runtime runsc --json > report.json',
    ],
  )
    .argument('[file]', `scenario file, or a folder with ${DEFAULT_SCENARIO} (default ./${DEFAULT_SCENARIO})`)
    .option('--quick', 'short phases, for a first look')
    .option('--variable <NAME=VALUE>', 'value for a variable of the scenario (repeatable)', collectVariable)
    .option('--iterations <number>', 'how often to measure', parseCount, 1)
    .option('--runtime <name>', "OCI runtime for all services (default the scenario's, else the engine's)");
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
    .addOption(
      new Option('--pull <when>', 'when to pull images (default missing)').choices([
        'always',
        'missing',
        'never',
      ]),
    )
    .option('--no-cache', 'build images afresh')
    .addOption(new Option('--uri <path>').hideHelp())
    .addOption(new Option('--filename <path>').hideHelp())
    .addOption(new Option('--branch <name>').hideHelp());
  command.addHelpText(
    'after',
    '\nSwitches of the Green Metrics Tool that have a counterpart, such as --uri and --filename, are accepted.',
  );
  addOutputOptions(addUnsupportedGmtSwitches(addSafetyOptions(command)));
  command.action((file: string | undefined, flags: RunFlags) =>
    perform(flags, (terminal) =>
      actions.run(
        {
          file: scenarioPath(file, flags),
          variables: flags.variable ?? {},
          iterations: flags.iterations,
          settings: scenarioSettings(flags),
          wait: flags.wait ?? false,
          json: flags.json ?? false,
          ...(flags.name === undefined ? {} : { name: flags.name }),
          ...(flags.runtime === undefined ? {} : { runtime: oneRuntime(flags.runtime) }),
          ...(flags.grid === undefined ? {} : { grid: flags.grid }),
        },
        terminal,
      ),
    ),
  );
}

function oneRuntime(name: string): string {
  if (!name.includes(',')) return name;
  throw usageError(`--runtime takes one runtime for now, not several: ${name}`, 'Run once for each of them.');
}
