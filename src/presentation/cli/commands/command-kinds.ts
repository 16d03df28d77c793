import { type Command, Option } from 'commander';
import {
  collectPattern,
  collectProviders,
  parseDuration,
  parsePositiveDuration,
  parseWatts,
} from '../parse-options.ts';

/** A new command with the options that every one has and its examples in the help. */
export function newCommand(
  program: Command,
  usage: string,
  description: string,
  examples: readonly string[],
): Command {
  return program
    .command(usage)
    .description(description)
    .helpOption('-h, --help', 'show help')
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`);
}

/** `--json` and `--no-color`, which stand last in every help. */
export function addOutputOptions(command: Command): Command {
  return command
    .option('--json', 'print the result as one JSON document')
    .option('--no-color', 'print without colours');
}

/** Options that `run` and `exec` share. */
export function addMeasureOptions(
  command: Command,
  defaults: { readonly baseline: string; readonly timeout: string },
): Command {
  return command
    .option('--name <name>', 'name of the run')
    .option('--interval <duration>', 'time between samples (default 99ms)', parsePositiveDuration)
    .addOption(
      new Option(
        '--sampling <mode>',
        'off: read counters at phase and flow borders only, so totals but no curves (default on)',
      ).choices(['on', 'off']),
    )
    .option(
      '--baseline <duration>',
      `measure the idle machine first (default ${defaults.baseline})`,
      parseDuration,
    )
    .option(
      '--timeout <duration>',
      `limit for the whole measurement (default ${defaults.timeout})`,
      parsePositiveDuration,
    )
    .option(
      '--idle-watts <watts>',
      'reading of a wall-plug meter at idle: makes estimates better where no meter can be read',
      parseWatts,
    )
    .option('--max-watts <watts>', 'likewise with all CPU threads busy', parseWatts)
    .option(
      '--provider <id[=setting]>',
      'record this metric provider too; no-ID: leave it out, must-ID: fail without it (repeatable)',
      collectProviders,
    )
    .option('--grid <zone>', 'zone of the electricity grid, such as DEU (default world average)')
    .option('--wait', 'wait while another measurement holds the machine');
}

/** `--allow-unsafe` and `--skip-unsafe`, which exclude each other. */
export function addSafetyOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--allow-unsafe',
        'allow what a scenario may not do by default (mounts, ports, privileges)',
      ).conflicts('skipUnsafe'),
    )
    .option(
      '--allow-run-arg <pattern>',
      'allow docker-run-args strings that match this regular expression as a whole (repeatable)',
      collectPattern,
    )
    .option('--skip-unsafe', 'drop what a scenario may not do by default, with a warning for each');
}
