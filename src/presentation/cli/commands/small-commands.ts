import type { Command } from 'commander';
import { collectVariable, parseCount } from '../parse-options.ts';
import type { CommandParts } from '../program.ts';
import { addOutputOptions, addSafetyOptions, newCommand } from './command-kinds.ts';

type OutputFlags = { readonly json?: true; readonly color: boolean };
type ShowFlags = OutputFlags & { readonly grid?: string; readonly logs: boolean };
type ValidateFlags = OutputFlags & {
  readonly variable?: Record<string, string>;
  readonly allowUnsafe?: true;
  readonly allowRunArg?: readonly string[];
  readonly skipUnsafe?: true;
};

/** `list` and `show`. */
export function addStoredRunCommands(program: Command, { actions, perform }: CommandParts): void {
  const list = newCommand(program, 'list', 'List stored runs, newest first.', [
    'joulelab list',
    'joulelab list --limit 100 --json',
    'joulelab list --runtime runsc    those with a container under this OCI runtime',
  ])
    .option('--limit <number>', 'how many at most', parseCount, 20)
    .option('--runtime <name>', 'runs under this OCI runtime only');
  addOutputOptions(list).action((flags: OutputFlags & { limit: number; runtime?: string }) =>
    perform(flags, (terminal) => {
      const runtime = flags.runtime === undefined ? {} : { runtime: flags.runtime };
      return actions.list({ limit: flags.limit, json: flags.json ?? false, ...runtime }, terminal);
    }),
  );

  const show = newCommand(program, 'show', 'Report a stored run.', [
    'joulelab show 3f9c1a             the first digits of a run are enough',
    'joulelab show 3f9c1a --json      every figure, for programs',
    'joulelab show 3f9c1a --logs      what the containers printed',
  ])
    .argument('<run>', 'id of the run, or its first digits')
    .option('--logs', 'show what the containers and commands printed')
    .option('--grid <zone>', 'zone of the electricity grid, such as DEU (default world average)');
  addOutputOptions(show).action((run: string, flags: ShowFlags) =>
    perform(flags, (terminal) => {
      const grid = flags.grid === undefined ? {} : { grid: flags.grid };
      return actions.show({ run, logs: flags.logs ?? false, json: flags.json ?? false, ...grid }, terminal);
    }),
  );
}

/** `validate`. */
export function addValidateCommand(program: Command, { actions, perform }: CommandParts): void {
  const validate = newCommand(program, 'validate', 'Check scenario files without running anything.', [
    'joulelab validate usage_scenario.yml',
    'joulelab validate examples/*/usage_scenario.yml --json',
  ])
    .argument('<file...>', 'scenario files or folders')
    .option('--variable <NAME=VALUE>', 'value for a variable of the scenario (repeatable)', collectVariable);
  addOutputOptions(addSafetyOptions(validate)).action((files: string[], flags: ValidateFlags) =>
    perform(flags, (terminal) =>
      actions.validate(
        {
          files,
          variables: flags.variable ?? {},
          allowUnsafe: flags.allowUnsafe ?? false,
          skipUnsafe: flags.skipUnsafe ?? false,
          allowedRunArgs: flags.allowRunArg ?? [],
          json: flags.json ?? false,
        },
        terminal,
      ),
    ),
  );
}

/** `cleanup`, `doctor` and `providers`. */
export function addMachineCommands(program: Command, { actions, perform }: CommandParts): void {
  const commands = [
    {
      name: 'cleanup',
      description:
        'Remove containers, networks, volumes and locks that crashed runs left behind, and nothing else.',
    },
    {
      name: 'doctor',
      description: 'Check whether this machine is fit to measure on, with a remedy for each finding.',
    },
    { name: 'providers', description: 'List metric providers and whether each works here.' },
  ] as const;
  for (const { name, description } of commands) {
    const examples = [`joulelab ${name}`, `joulelab ${name} --json`];
    addOutputOptions(newCommand(program, name, description, examples)).action((flags: OutputFlags) =>
      perform(flags, (terminal) => actions[name]({ json: flags.json ?? false }, terminal)),
    );
  }
}
