import { readlinkSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { JoulelabError } from '../../domain/errors.ts';
import type { Warning } from '../../domain/warnings.ts';
import { isInside } from '../safety/inside-root.ts';
import { walkFiles } from './walk-files.ts';

/** A symbolic link of a repository that leads out of it; both as written, `path` from the top of the repository. */
export type LeavingLink = { readonly path: string; readonly target: string };

/** All links below `root` (a real path) that lead out of it, or would if what they name were there. */
export function leavingLinks(root: string): LeavingLink[] {
  return [...walkFiles(root)].flatMap(({ path, entry }) => {
    if (!entry.isSymbolicLink() || isInside(root, leadsTo(path))) return [];
    return [{ path: relative(root, path), target: readlinkSync(path) }];
  });
}

/**
 * Refuses a clone with links that leave it: what they name would be measured, or shown to containers, as if it were part
 * of the repository. With `skipUnsafe` the links are removed from the clone, with a warning for each.
 *
 * @throws JoulelabError `scenario-unsafe`
 */
export function judgeLinks(
  root: string,
  shown: string,
  rules: { readonly allowUnsafe: boolean; readonly skipUnsafe: boolean },
): Warning[] {
  if (rules.allowUnsafe) return [];
  const links = leavingLinks(root);
  if (links.length === 0) return [];
  if (rules.skipUnsafe) {
    return links.map(({ path, target }) => {
      rmSync(join(root, path));
      return { code: 'dropped-unsafe', message: `The link ${path} → ${target} leaves ${shown}: dropped.` };
    });
  }
  const named = links.slice(0, 5).map(({ path, target }) => `  ${path} → ${target}`);
  const more = links.length > named.length ? [`  and ${links.length - named.length} more`] : [];
  const count =
    links.length === 1 ? 'a symbolic link that leaves' : `${links.length} symbolic links that leave`;
  throw new JoulelabError(
    'scenario-unsafe',
    [`${shown} has ${count} the repository:`, ...named, ...more].join('\n'),
    {
      advice:
        'Use --skip-unsafe to measure without the links, or --allow-unsafe where you trust the repository with this machine.',
    },
  );
}

/** Where a link ends, as far as there is something. */
function leadsTo(link: string): string {
  try {
    return realpathSync(link);
  } catch {
    const folder = realpathSync(dirname(link));
    const target = readlinkSync(link);
    return target.startsWith('/') ? target : join(folder, target);
  }
}
