import { CommanderError } from 'commander';
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
    const error = thrown instanceof CommanderError ? asUsageError(thrown, words) : toJoulelabError(thrown);
    const own = ownWords(words);
    const { stderr } = own.includes('--no-color') ? withoutColor(terminal) : terminal;
    printError(error, stderr, { json: own.includes('--json') });
    return error.exitStatus;
  }
}

function asUsageError(error: CommanderError, words: readonly string[]): JoulelabError {
  const command = words.find((word) => !word.startsWith('-'));
  const message = error.message.replace(/^error: /, '').replace(/^./, (first) => first.toUpperCase());
  const known = error.code !== 'commander.unknownCommand' && command !== undefined;
  return usageError(message, `See \`joulelab ${known ? `${command} ` : ''}--help\`.`);
}

/** The words that are joulelab's own: those before `--`. */
function ownWords(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--');
  return end === -1 ? words : words.slice(0, end);
}
