import { realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';

/** What a path written in a scenario really leads to, links resolved. */
export type ResolvedPath =
  | { readonly kind: 'inside'; readonly path: string }
  | { readonly kind: 'outside'; readonly path: string }
  | { readonly kind: 'missing'; readonly path: string; readonly reason: string };

/**
 * Resolves `written` against the first of `folders` in which it exists, and judges the real path, links resolved,
 * against `root` (itself a real path). A missing path is judged by name alone: one above the root is `outside`.
 */
export function resolveInside(root: string, folders: readonly string[], written: string): ResolvedPath {
  let missing: ResolvedPath | undefined;
  for (const folder of folders) {
    const path = resolve(folder, written);
    try {
      const real = realpathSync(path);
      return { kind: isInside(root, real) ? 'inside' : 'outside', path: real };
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      missing ??= isInside(root, path) ? { kind: 'missing', path, reason } : { kind: 'outside', path };
    }
  }
  return missing ?? { kind: 'missing', path: resolve(root, written), reason: 'ENOENT' };
}

/** Whether `path` is `root` or below it; both absolute, links already resolved. */
export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}
