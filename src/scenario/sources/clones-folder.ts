import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { JoulelabError } from '../../domain/errors.ts';

/** `PID-START-…`: whose clones they are. The start time tells a process from a later one with the same id. */
const OWNED = /^(\d+)-(\d+)-/;

/** A new folder for clones of this process; disposing removes it with everything in it. */
export type ClonesFolder = Disposable & {
  /** Real path. */
  readonly path: string;
};

/**
 * @param parent is made where it does not exist
 * @throws JoulelabError `store-failed`
 */
export function makeClonesFolder(parent: string): ClonesFolder {
  try {
    mkdirSync(parent, { recursive: true });
    const path = mkdtempSync(join(realpathSync(parent), `${process.pid}-${startTicks(process.pid) ?? 0}-`));
    return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new JoulelabError('store-failed', `No folder for clones can be made in ${parent}: ${why}`, {
      advice: 'Free some space, or set JOULELAB_STATE_DIR to a folder that this user may write to.',
      cause,
    });
  }
}

/**
 * Removes the clones of processes that no longer exist.
 *
 * @returns the paths removed
 */
export function removeStaleClones(parent: string): string[] {
  return namesIn(parent)
    .filter((name) => {
      const [, pid, start] = OWNED.exec(name) ?? [];
      return pid !== undefined && startTicks(Number(pid)) !== start;
    })
    .map((name) => join(parent, name))
    .filter((path) => {
      rmSync(path, { recursive: true, force: true });
      return true;
    });
}

/** When a process started, in clock ticks since boot; undefined where there is none. Source: proc(5), field 22. */
function startTicks(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
