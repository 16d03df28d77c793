import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Everything below a folder that is no folder itself, in a stable order. Links are not followed, `.git` is left out. */
export function* walkFiles(
  folder: string,
  leaveOut: readonly string[] = [],
): Generator<{ path: string; entry: Dirent }> {
  for (const entry of entriesOf(folder)) {
    if (entry.name === '.git' || leaveOut.includes(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walkFiles(path, leaveOut);
    else yield { path, entry };
  }
}

/** Nothing for a folder that may not be read. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
