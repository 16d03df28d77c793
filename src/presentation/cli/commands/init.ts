import type { Command } from 'commander';
import type { CommandParts } from '../program.ts';
import { addOutputOptions, newCommand } from './command-kinds.ts';

type InitFlags = { readonly force?: true; readonly json?: true; readonly color: boolean };

/** `joulelab init [PATH]`. */
export function addInitCommand(program: Command, { actions, perform }: CommandParts): void {
  const command = newCommand(
    program,
    'init',
    'Write a usage scenario for a folder: from its Compose file, else from its Dockerfile, else a commented example.',
    [
      'joulelab init                       ./usage_scenario.yml, from what is in this folder',
      'joulelab init shop                  shop/usage_scenario.yml',
      'joulelab init deploy/compose.yml    from this Compose file, which stays as it is',
      'joulelab init --force               in place of the one that is there',
    ],
  )
    .argument('[path]', 'folder, Compose file or Dockerfile', '.')
    .option('--force', 'replace a usage_scenario.yml that is there already');
  addOutputOptions(command).action((path: string, flags: InitFlags) =>
    perform(flags, (terminal) =>
      actions.init({ path, force: flags.force ?? false, json: flags.json ?? false }, terminal),
    ),
  );
}
