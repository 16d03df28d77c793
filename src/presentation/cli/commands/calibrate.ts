import type { Command } from 'commander';
import { parseCount, parsePositiveDuration, parseWatts } from '../parse-options.ts';
import type { CommandParts } from '../program.ts';
import { addOutputOptions, newCommand } from './command-kinds.ts';

type Flags = {
  readonly blocks?: number;
  readonly block?: number;
  readonly quick?: true;
  readonly idleWatts?: number;
  readonly maxWatts?: number;
  readonly wait?: true;
  readonly json?: true;
  readonly color: boolean;
};

/** `joulelab calibrate`. */
export function addCalibrateCommand(program: Command, { actions, perform }: CommandParts): void {
  const command = newCommand(
    program,
    'calibrate',
    'Measure what this machine draws at rest, with and without sampling, and with all threads busy, and how steadily.\n' +
      'Leave the machine alone meanwhile. Later reports refer to the result.',
    [
      'joulelab calibrate                five blocks of 10 s of each kind: three minutes',
      'joulelab calibrate --quick        two blocks of 3 s',
    ],
  )
    .summary('Measure this machine at rest and under load, for later reports.')
    .option('--quick', 'two short blocks of each kind, for a first look')
    .option('--blocks <number>', 'blocks of each kind (default 5, quick 2)', parseCount)
    .option('--block <duration>', 'length of a block (default 10s, quick 3s)', parsePositiveDuration)
    .option('--idle-watts <watts>', 'reading of a wall-plug meter at idle, for the estimate', parseWatts)
    .option('--max-watts <watts>', 'likewise with all CPU threads busy', parseWatts)
    .option('--wait', 'wait while another measurement holds the machine');
  addOutputOptions(command).action((flags: Flags) =>
    perform(flags, (terminal) =>
      actions.calibrate(
        {
          blocks: flags.blocks ?? (flags.quick === true ? 2 : 5),
          blockMs: flags.block ?? (flags.quick === true ? 3_000 : 10_000),
          readings: {
            ...(flags.idleWatts === undefined ? {} : { idleWatts: flags.idleWatts }),
            ...(flags.maxWatts === undefined ? {} : { maxWatts: flags.maxWatts }),
          },
          wait: flags.wait ?? false,
          json: flags.json ?? false,
        },
        terminal,
      ),
    ),
  );
}
