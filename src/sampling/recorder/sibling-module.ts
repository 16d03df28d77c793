/**
 * The URL of a module beside the one at `here`, with the same extension: `.ts` in the repository, `.js` in the
 * package. For modules that are started by their file name and not imported.
 */
export function siblingModule(here: string, name: string): URL {
  return new URL(`./${name}${here.endsWith('.ts') ? '.ts' : '.js'}`, here);
}
