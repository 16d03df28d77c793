import { readFile } from 'node:fs/promises';
import { predictTable } from '../analysis/index.ts';
import { JoulelabError } from '../domain/errors.ts';
import {
  type ExitStatus,
  type PredictOptions,
  renderPredictions,
  type Terminal,
} from '../presentation/index.ts';

/** `joulelab model predict`: the power model on a table of machines, so that others can check it. */
export async function predictPower(options: PredictOptions, { stdout }: Terminal): Promise<ExitStatus> {
  const predictions = predictTable(await readTable(options.csv));
  if (predictions.length === 0) {
    throw new JoulelabError('usage', `${options.csv} has a header at most, no rows.`, {
      advice:
        'Give a CSV file with a header line and a machine a row; `joulelab model predict --help` names the columns.',
    });
  }
  stdout.write(
    options.json ? `${JSON.stringify({ predictions }, null, 2)}\n` : renderPredictions(predictions),
  );
  return 0;
}

async function readTable(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new JoulelabError('usage', `${path} cannot be read.`, {
      advice: 'Check the path given with --csv.',
      cause,
    });
  }
}
