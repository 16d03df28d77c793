import type { Command } from 'commander';
import { commandSettings, type SettingFlags } from '../measure-settings.ts';
import type { CommandParts } from '../program.ts';
import { addMeasureOptions, addOutputOptions, newCommand } from './command-kinds.ts';

type ExecFlags = SettingFlags & {
  readonly name?: string;
  readonly grid?: string;
  readonly wait?: true;
  readonly json?: true;
  readonly color: boolean;
  readonly output?: string;
};

/** `joulelab exec -- CMD…`: options end at the first word that is none, so the command's own are left to it. */
export function addExecCommand(program: Command, { actions, perform }: CommandParts): void {
  const command = newCommand(
    program,
    'exec',
    'Measure a host command and all its descendants. No container engine is needed.\n' +
      "stdin, stdout, stderr, signals and the exit status are the command's own; the report goes to stderr.",
    [
      'joulelab exec -- gzip -9 big.txt',
      'joulelab exec --baseline 3s -- make -j4        measures the idle machine first',
      'joulelab exec --json --output report.json -- sort big.txt > sorted.txt',
    ],
  )
    .summary('Measure a host command; no container engine is needed.')
    .argument('<command...>', 'the command and its arguments, best after --')
    .passThroughOptions();
  addMeasureOptions(command, { baseline: '0', timeout: 'none' }).option(
    '--output <file>',
    'write the report to a file (default stderr)',
  );
  addOutputOptions(command).action((argv: string[], flags: ExecFlags) =>
    perform(flags, (terminal) =>
      actions.exec(
        {
          argv,
          settings: commandSettings(flags),
          wait: flags.wait ?? false,
          json: flags.json ?? false,
          ...(flags.name === undefined ? {} : { name: flags.name }),
          ...(flags.grid === undefined ? {} : { grid: flags.grid }),
          ...(flags.output === undefined ? {} : { output: flags.output }),
        },
        terminal,
      ),
    ),
  );
}
