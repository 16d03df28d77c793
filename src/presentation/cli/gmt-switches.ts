import { type Command, Option } from 'commander';
import { JoulelabError } from '../../domain/errors.ts';

/**
 * Switches of the Green Metrics Tool's runner that have no counterpart of the same name, with what to do instead.
 * They are accepted so that the message can say that, and hidden from the help.
 */
const WITHOUT_COUNTERPART: Readonly<Record<string, string>> = {
  '--full-docker-prune':
    'joulelab never removes what it did not create. Use --no-cache --pull always to build and pull afresh.',
  '--docker-prune': 'joulelab never removes what it did not create. Use --no-cache to build afresh.',
  '--skip-system-checks': 'Leave it out: checks are `joulelab doctor`, and none of them stops a run.',
  '--skip-volume-inspect': 'Leave it out: volumes are not inspected.',
  '--skip-download-dependencies': 'Leave it out: joulelab downloads nothing of its own for a run.',
  '--skip-optimizations': 'Leave it out: no optimisation hints are computed.',
  '--verbose-provider-boot': 'Use `joulelab providers` to see which providers work here.',
  '--file-cleanup': 'Leave it out: joulelab leaves no files behind.',
  '--debug': 'Set JOULELAB_DEBUG=1 to see causes and stacks of errors.',
  '--print-logs': 'Use `joulelab show RUN --logs` after the run.',
  '--print-phase-stats': 'Leave it out: the report shows every phase.',
  '--config-override <file>': 'Give settings as options, such as --baseline 60s --idle 60s.',
  '--user-id <id>': 'Leave it out: stored runs belong to the user who made them.',
  '--measurement-flow-process-duration <s>': 'Use --flow-timeout, with a unit: --flow-timeout 3600s.',
  '--measurement-playwright-process-duration <s>':
    'Use --playwright-timeout, with a unit: --playwright-timeout 60s.',
  '--measurement-total-duration <s>': 'Use --timeout, with a unit: --timeout 7200s.',
  '--dev-flow-timetravel': 'Use `joulelab run --quick` and repeat it: images are cached.',
  '--dev-no-metrics': 'Use `joulelab run --quick` for a short first look.',
  '--dev-no-sleeps': 'Use --quick, or --baseline 0 --idle 0 --pause 0.',
  '--dev-no-phase-stats': 'Use --json and read what you need.',
  '--dev-no-build': "Leave it out: the engine's own cache is used unless --no-cache is given.",
  '--dev-cache-build': "Leave it out: the engine's own cache is used unless --no-cache is given.",
  '--dev-cache-repos': 'Clone the repository yourself and give its path: joulelab run PATH.',
  '--dev-no-optimizations': 'Leave it out: no optimisation hints are computed.',
  '--dev-no-save': 'Set JOULELAB_STATE_DIR to a temporary folder.',
  '--dev-no-container-dependency-collection': 'Leave it out: dependencies of containers are not collected.',
  '--dev-stream-outputs': 'Use `joulelab show RUN --logs` after the run.',
};

/** Adds the switches, hidden; each is an error that names its counterpart. */
export function addUnsupportedGmtSwitches(command: Command): Command {
  for (const [flags, counterpart] of Object.entries(WITHOUT_COUNTERPART)) {
    command.addOption(new Option(flags).hideHelp());
    const option = command.options.at(-1);
    if (option !== undefined)
      command.on(`option:${option.name()}`, () => refuse(option.long ?? flags, counterpart));
  }
  return command;
}

/** A switch of the Green Metrics Tool that joulelab does not do. */
export function refuse(flag: string, counterpart: string): never {
  throw new JoulelabError('not-supported', `joulelab does not do ${flag} of the Green Metrics Tool.`, {
    advice: counterpart,
  });
}
