import type { Command } from 'commander';
import type { CommandParts } from '../program.ts';
import { addBenchCommand } from './bench.ts';
import { addOutputOptions, newCommand } from './command-kinds.ts';
import { addProbeCommand } from './probe.ts';

type OutputFlags = { readonly json?: true; readonly color: boolean };

/** `joulelab runtimes`: the table, and the commands about runtimes below it. */
export function addRuntimesCommand(program: Command, parts: CommandParts): void {
  const { actions, perform } = parts;
  const runtimes = newCommand(
    program,
    'runtimes',
    'List container runtimes: which work here, how they isolate, what they can do, and what is missing for the others.',
    [
      'joulelab runtimes                     what there is, and what documents and probes say of it',
      'joulelab runtimes setup kata          how to install one on this machine',
      'joulelab run usage_scenario.yml --runtime runc --runtime runsc',
    ],
  );
  addOutputOptions(runtimes).action((flags: OutputFlags) =>
    perform(flags, (terminal) => actions.runtimes({ json: flags.json ?? false }, terminal)),
  );
  const setup = newCommand(
    runtimes,
    'setup',
    'Print the steps that install and register a runtime on this machine. Nothing is changed.',
    ['joulelab runtimes setup gvisor', 'joulelab runtimes setup kata'],
  ).argument(
    '<name>',
    'gvisor, kata, sysbox, crun, youki, rootless, firecracker, or a runtime of the engine',
  );
  addOutputOptions(setup).action((name: string, flags: OutputFlags) =>
    perform(flags, (terminal) => actions.setupRuntime({ name, json: flags.json ?? false }, terminal)),
  );
  addProbeCommand(runtimes, parts);
  addBenchCommand(runtimes, parts);
}
