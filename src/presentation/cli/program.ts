import { Command } from 'commander';
import type { Actions, ExitStatus } from './actions.ts';
import { addCalibrateCommand } from './commands/calibrate.ts';
import { addCompareCommand } from './commands/compare.ts';
import { addExecCommand } from './commands/exec.ts';
import { addInitCommand } from './commands/init.ts';
import { addModelCommand } from './commands/model.ts';
import { addRunCommand } from './commands/run.ts';
import { addRuntimesCommand } from './commands/runtimes.ts';
import { addMachineCommands, addStoredRunCommands, addValidateCommand } from './commands/small-commands.ts';
import { processTerminal, type Terminal, withoutColor } from './terminal.ts';

/** What a command's handler needs: where to write, and where to leave the exit status. */
export type ProgramContext = {
  readonly terminal: Terminal;
  /** Called once, with the exit status of the action that ran. */
  readonly onExit: (status: ExitStatus) => void;
};

/** What commands are built with. */
export type CommandParts = {
  readonly actions: Actions;
  /** Runs an action with the terminal that its options ask for, and reports its exit status. */
  readonly perform: (
    flags: { color?: boolean },
    action: (terminal: Terminal) => Promise<ExitStatus>,
  ) => Promise<void>;
};

const EXAMPLES = `
Examples:
  joulelab run examples/compression --quick   a first look at a scenario
  joulelab exec -- gzip -9 big.txt            the energy of a command
  joulelab doctor                             is this machine fit to measure on

Exit status: 0 done, 1 the measured software failed, 2 wrong input, 3 the machine lacks something,
4 another measurement is running, 70 a fault of joulelab, 130 interrupted.`;

/** The command line of joulelab. It throws CommanderError instead of ending the process; `runCli` turns that into errors. */
export function buildProgram(
  actions: Actions,
  context?: Partial<ProgramContext>,
  version = '0.0.0',
): Command {
  const terminal = context?.terminal ?? processTerminal();
  const onExit = context?.onExit ?? ((status) => void (process.exitCode = status));
  const parts: CommandParts = {
    actions,
    perform: async (flags, action) =>
      onExit(await action(flags.color === false ? withoutColor(terminal) : terminal)),
  };
  const program = new Command('joulelab')
    .description('Measures the energy, carbon and resource use of containerised software.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      // Usage errors are printed with all others, by printError.
      outputError: () => undefined,
      getOutHelpWidth: () => terminal.stdout.width,
      getErrHelpWidth: () => terminal.stderr.width,
      getOutHasColors: () => terminal.stdout.color,
      getErrHasColors: () => terminal.stderr.color,
    })
    .addHelpText('after', EXAMPLES);
  addRunCommand(program, parts);
  addExecCommand(program, parts);
  addStoredRunCommands(program, parts);
  addCompareCommand(program, parts);
  addInitCommand(program, parts);
  addValidateCommand(program, parts);
  addMachineCommands(program, parts);
  addRuntimesCommand(program, parts);
  addCalibrateCommand(program, parts);
  addModelCommand(program, parts);
  return program;
}
