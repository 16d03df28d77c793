import type { Command } from 'commander';
import {
  parseByteSize,
  parseCount,
  parseCpus,
  parseNames,
  parsePositiveDuration,
  parseSeed,
  parseWatts,
} from '../parse-options.ts';
import type { CommandParts } from '../program.ts';
import { addOutputOptions, newCommand } from './command-kinds.ts';

type Flags = {
  readonly blocks?: number;
  readonly quick?: true;
  readonly only?: readonly string[];
  readonly cpus?: number;
  readonly memory?: number;
  readonly image?: string;
  readonly seed?: number;
  readonly timeout?: number;
  readonly idleWatts?: number;
  readonly maxWatts?: number;
  readonly wait?: true;
  readonly show?: string | true;
  readonly markdown?: string;
  readonly html?: string;
  readonly json?: true;
  readonly color: boolean;
};

const GIB = 1024 ** 3;

/** `joulelab runtimes bench`. */
export function addBenchCommand(runtimes: Command, { actions, perform }: CommandParts): void {
  const command = newCommand(
    runtimes,
    'bench',
    'Measure what OCI runtimes cost in time, CPU, energy and memory, against runc and against no container at all.\n' +
      'The same programs do the same work under each, in blocks with a random order. Leave the machine alone meanwhile.',
    [
      'joulelab runtimes bench                       all runtimes of the engine, and the host without a container',
      'joulelab runtimes bench runsc --quick         a first look',
      'joulelab runtimes bench runsc --only cpu,syscalls --blocks 20',
      'joulelab runtimes bench runc rootless=unix:///run/user/1000/docker.sock',
      'joulelab runtimes bench --show                the newest stored bench again',
    ],
  )
    .summary('Measure what runtimes cost in time, CPU, energy and memory.')
    .argument(
      '[name...]',
      'runtimes as the engine calls them, `host` for none, NAME=SOCKET for the runtime of another engine; runc is always one',
    )
    .option('--blocks <number>', 'how often each task is done under each (default 10, quick 3)', parseCount)
    .option('--quick', 'small amounts of work and three blocks, for a first look')
    .option('--only <task,...>', 'only these tasks, such as cpu,syscalls; a wrong name lists all', parseNames)
    .option('--cpus <number>', "CPU limit of each container (default all of the engine's)", parseCpus)
    .option('--memory <size>', 'memory limit of each container (default 1g)', parseByteSize)
    .option(
      '--image <image>',
      'image with sysbench, fio, iperf3, stress-ng and Redis (default built when missing)',
    )
    .option('--seed <number>', 'repeat the order of an earlier bench', parseSeed)
    .option(
      '--timeout <duration>',
      'limit for a task; a runtime that is not done by then counts as hanging (default 2m)',
      parsePositiveDuration,
    )
    .option('--show [id]', 'print a stored bench, the newest without an id')
    .option('--markdown <file>', 'write the report as Markdown, too')
    .option('--html <file>', 'write the report as a page, too')
    .option('--idle-watts <watts>', 'reading of a wall-plug meter at idle, for the estimate', parseWatts)
    .option('--max-watts <watts>', 'likewise with all CPU threads busy', parseWatts)
    .option('--wait', 'wait while another measurement holds the machine');
  addOutputOptions(command).action((names: string[], flags: Flags) =>
    perform(flags, (terminal) =>
      actions.bench(
        {
          names,
          blocks: flags.blocks ?? (flags.quick === true ? 3 : 10),
          quick: flags.quick ?? false,
          only: flags.only ?? [],
          memoryBytes: flags.memory ?? GIB,
          timeoutMs: flags.timeout ?? 120_000,
          readings: {
            ...(flags.idleWatts === undefined ? {} : { idleWatts: flags.idleWatts }),
            ...(flags.maxWatts === undefined ? {} : { maxWatts: flags.maxWatts }),
          },
          wait: flags.wait ?? false,
          json: flags.json ?? false,
          ...(flags.cpus === undefined ? {} : { cpus: flags.cpus }),
          ...(flags.image === undefined ? {} : { image: flags.image }),
          ...(flags.seed === undefined ? {} : { seed: flags.seed }),
          ...(flags.show === undefined ? {} : { show: flags.show === true ? 'last' : flags.show }),
          ...(flags.markdown === undefined ? {} : { markdown: flags.markdown }),
          ...(flags.html === undefined ? {} : { html: flags.html }),
        },
        terminal,
      ),
    ),
  );
}
