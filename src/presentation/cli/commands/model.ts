import type { Command } from 'commander';
import type { CommandParts } from '../program.ts';
import { addOutputOptions, newCommand } from './command-kinds.ts';

type PredictFlags = { readonly csv: string; readonly json?: true; readonly color: boolean };

/** `joulelab model predict`. */
export function addModelCommand(program: Command, { actions, perform }: CommandParts): void {
  const model = program
    .command('model')
    .description('The power model that estimates energy where no meter can be read.')
    .helpOption('-h, --help', 'show help');
  const predict = newCommand(
    model,
    'predict',
    'Predict the power of machines in a table, with an 80 % band, to check the model on machines that it has not seen.\n' +
      'Columns: cpu_name, cpu_make, chips, cores, threads, base_mhz, memory_gb, year, vendor; or those of\n' +
      'SPECpower results as cloud-carbon-footprint/ccf-coefficients has them ("CPU Description", "Chips", "# Cores", …).',
    [
      'joulelab model predict --csv machines.csv > predicted.csv',
      'joulelab model predict --csv machines.csv --json',
    ],
  ).requiredOption('--csv <file>', 'table with a header line and a machine a row');
  addOutputOptions(predict).action((flags: PredictFlags) =>
    perform(flags, (terminal) => actions.predict({ csv: flags.csv, json: flags.json ?? false }, terminal)),
  );
}
