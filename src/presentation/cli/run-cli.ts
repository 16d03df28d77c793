import { type Command, CommanderError } from 'commander';
import { type JoulelabError, toJoulelabError } from '../../domain/errors.ts';
import type { Actions, ExitStatus } from './actions.ts';
import { printError } from './print-error.ts';
import { buildProgram } from './program.ts';
import { processTerminal, type Terminal, withoutColor } from './terminal.ts';
import { usageError } from './usage-error.ts';

/**
 * Parses the command line, performs its action and prints whatever went wrong.
 *
 * @param argv arguments without the interpreter and the script
 * @returns the exit status for the process
 */
export async function runCli(
  argv: readonly string[],
  actions: Actions,
  options: { readonly version: string; readonly terminal?: Terminal },
): Promise<ExitStatus> {
  const terminal = options.terminal ?? processTerminal();
  let status: ExitStatus = 0;
  const program = buildProgram(actions, { terminal, onExit: (given) => (status = given) }, options.version);
  // Without a command: the help, as the answer to a question and not as an error.
  const words = argv.length === 0 ? ['--help'] : argv;
  try {
    await program.parseAsync([...words], { from: 'user' });
    return status;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    const error =
      thrown instanceof CommanderError
        ? asUsageError(thrown, commandOf(program, words))
        : toJoulelabError(thrown);
    const own = ownWords(words);
    const { stderr } = own.includes('--no-color') ? withoutColor(terminal) : terminal;
    printError(error, stderr, { json: own.includes('--json') });
    return error.exitStatus;
  }
}

/** The command that the words name, a command below another included: `runtimes probe`. */
function commandOf(program: Command, words: readonly string[]): Command {
  let command = program;
  for (const word of words.filter((each) => !each.startsWith('-'))) {
    const below = command.commands.find((each) => each.name() === word);
    if (below === undefined) break;
    command = below;
  }
  return command;
}

function asUsageError(error: CommanderError, command: Command): JoulelabError {
  const names: string[] = [];
  for (let each: Command | null = command; each !== null; each = each.parent) names.unshift(each.name());
  const name = names.join(' ');
  const below = command.commands.map((each) => each.name()).join(', ');
  const message =
    error.code === 'commander.excessArguments' && below !== ''
      ? `${name} takes no arguments, and has no such command: it has ${below}.`
      : error.message.replace(/^error: /, '').replace(/^./, (first) => first.toUpperCase());
  return usageError(message, `See \`${name} --help\`.`);
}

/** The words that are joulelab's own: those before `--`. */
function ownWords(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--');
  return end === -1 ? words : words.slice(0, end);
}
