import type { RunOptions } from './actions.ts';
import { usageError } from './usage-error.ts';

export const DEFAULT_SCENARIO = 'usage_scenario.yml';

/** Options that say what is measured. `--uri`, `--commit-hash` are those of the Green Metrics Tool. */
export type SourceFlags = {
  readonly uri?: string;
  readonly filename?: readonly string[];
  readonly branch?: string;
  readonly commit?: string;
  readonly commitHash?: string;
};

/** What is to be measured, from the words of the command line and the options; by default the current folder's scenario. */
export function scenarioSources(
  words: readonly string[],
  flags: SourceFlags,
): Pick<RunOptions, 'sources' | 'filenames' | 'branch' | 'commit'> {
  const { uri, branch, commitHash } = flags;
  if (words.length > 0 && uri !== undefined) {
    throw usageError('What to measure is given twice: as a word and by --uri.', 'Give just one of them.');
  }
  if (flags.commit !== undefined && commitHash !== undefined) {
    throw usageError(
      'The commit is given twice: by --commit and by --commit-hash.',
      'Give just one of them.',
    );
  }
  const commit = flags.commit ?? commitHash;
  return {
    sources: words.length > 0 ? words : [uri ?? '.'],
    filenames: flags.filename ?? [],
    ...(branch === undefined ? {} : { branch }),
    ...(commit === undefined ? {} : { commit }),
  };
}
