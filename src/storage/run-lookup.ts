import { JoulelabError } from '../domain/errors.ts';

/** How many near matches an error names. */
const NAMED = 5;

/** The error for an id or prefix that no run has; names runs whose ids are nearly the same, else the newest. */
export function runNotFound(wanted: string, idsNewestFirst: readonly string[]): JoulelabError {
  const message =
    wanted === 'last' ? 'No run is stored yet.' : `No stored run has an id that begins with "${wanted}".`;
  const near = idsNewestFirst.filter((id) => isNear(wanted.toLowerCase(), id)).slice(0, NAMED);
  return new JoulelabError('run-not-found', message, { advice: adviceFor(near, idsNewestFirst) });
}

/** The error for a prefix that several runs share. */
export function runAmbiguous(wanted: string, ids: readonly string[]): JoulelabError {
  const named = ids.slice(0, NAMED).join(', ');
  const more = ids.length > NAMED ? ' and more' : '';
  return new JoulelabError(
    'run-not-found',
    `Several stored runs have ids that begin with "${wanted}": ${named}${more}.`,
    {
      advice: 'Give more digits of the id.',
    },
  );
}

function adviceFor(near: readonly string[], idsNewestFirst: readonly string[]): string {
  const [newest] = idsNewestFirst;
  if (newest === undefined) return 'Measure something first: joulelab run FILE, or joulelab exec -- COMMAND.';
  if (near.length > 0) return `Did you mean ${near.join(' or ')}? joulelab list shows all runs.`;
  return `joulelab list shows all runs; the newest is ${newest}.`;
}

/** At most two digits differ, are missing or too many, of four or more. */
function isNear(wanted: string, id: string): boolean {
  return wanted.length >= 4 && editDistance(wanted, id.slice(0, wanted.length)) <= 2;
}

/** Levenshtein distance by the two-row method. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (above[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, (above[j] as number) + 1, (row[j - 1] as number) + 1));
    }
    above = row;
  }
  return above[b.length] as number;
}
