import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Warning } from '../../domain/warnings.ts';
import { type Clone, cloneRepository } from './clone-repository.ts';
import type { SourceRequest } from './opened-sources.ts';
import type { RepositoryAddress } from './parse-source.ts';
import { judgeLinks } from './repository-links.ts';

export type Wanted = {
  readonly address: RepositoryAddress;
  readonly branch?: string | undefined;
  readonly commit?: string | undefined;
};

/** A clone whose links have been judged. */
export type JudgedClone = Clone & { readonly url: string; readonly warnings: readonly Warning[] };

/** Clones each repository once, however often it is wanted. */
export type Cloner = (wanted: Wanted) => Promise<JudgedClone>;

export function createCloner(
  request: Pick<SourceRequest, 'allowUnsafe' | 'skipUnsafe' | 'signal' | 'onStep'>,
  parent: () => string,
): Cloner {
  const clones = new Map<string, JudgedClone>();
  let folder: string | undefined;
  return async (wanted) => {
    const { address, branch, commit } = wanted;
    const key = JSON.stringify([address, branch, commit]);
    const known = clones.get(key);
    if (known !== undefined) return known;
    folder ??= parent();
    request.onStep?.(`Cloning ${address.url}${branch === undefined ? '' : ` (${branch})`}`);
    const name = createHash('sha256').update(key).digest('hex').slice(0, 12);
    const clone = await cloneRepository({
      ...wanted,
      folder: join(folder, name),
      allowUnsafe: request.allowUnsafe,
      signal: request.signal,
    });
    const judged = { ...clone, url: address.url, warnings: judgeLinks(clone.folder, address.url, request) };
    clones.set(key, judged);
    return judged;
  };
}
