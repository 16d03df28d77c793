import { join } from 'node:path';
import { JoulelabError } from '../../domain/errors.ts';
import { usageError } from './usage-error.ts';

export const DEFAULT_SCENARIO = 'usage_scenario.yml';

/**
 * The scenario's path from FILE, or from the Green Metrics Tool's `--uri` and `--filename`. Repositories at a URL are not
 * fetched yet.
 */
export function scenarioPath(
  file: string | undefined,
  flags: { readonly uri?: string; readonly filename?: string; readonly branch?: string },
): string {
  if (file !== undefined && (flags.uri !== undefined || flags.filename !== undefined)) {
    throw usageError(
      'The scenario is given twice: as FILE and by --uri or --filename.',
      'Give just one of them.',
    );
  }
  const given = file ?? flags.uri;
  if (given !== undefined && isRemote(given)) {
    throw new JoulelabError('not-supported', `joulelab does not fetch repositories yet: ${given}`, {
      advice: 'Clone it and give the path: git clone URL, then joulelab run PATH.',
    });
  }
  if (flags.branch !== undefined) {
    throw new JoulelabError(
      'not-supported',
      `joulelab does not switch a local repository to branch ${flags.branch}.`,
      {
        advice: `Switch it yourself: git switch ${flags.branch}, then run again without --branch.`,
      },
    );
  }
  if (file !== undefined) return file;
  return join(flags.uri ?? '.', flags.filename ?? DEFAULT_SCENARIO);
}

function isRemote(place: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(place) || /^[^/\s]+@[^/\s]+:/.test(place);
}
