import type { Script } from '../../domain/bed.ts';

/** What a script prints when its work can begin. */
export const READY_WORD = 'joulelab-ready';

/** The script for `sh -c`: the first part, a word that it is done, and the work once a line comes in, in the same process. */
export function readyScript({ prepare, work }: Script): string {
  return `set -e\n{\n${prepare ?? ':'}\n} >&2\necho ${READY_WORD}\nread -r _go\nexec ${work}`;
}
