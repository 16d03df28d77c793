/** What `git ls-remote --symref` tells of a repository. Names without `refs/heads/` and `refs/tags/`. */
export type Advertised = {
  /** Absent in an empty repository, or where the default branch does not exist. */
  readonly head?: { readonly branch?: string };
  readonly branches: ReadonlyMap<string, AdvertisedRef>;
  readonly tags: ReadonlyMap<string, AdvertisedRef>;
};

export type AdvertisedRef = { readonly ref: string; readonly object: string };

/** Lines of `OBJECT\tREF`, and `ref: REF\tHEAD` for the default branch. */
export function parseAdvertised(text: string): Advertised {
  const branches = new Map<string, AdvertisedRef>();
  const tags = new Map<string, AdvertisedRef>();
  let hasHead = false;
  let branch: string | undefined;
  for (const line of text.split('\n')) {
    const [object = '', ref = ''] = line.split('\t');
    if (ref === 'HEAD' && object.startsWith('ref: ')) branch = object.replace(/^ref: (?:refs\/heads\/)?/, '');
    else if (ref === 'HEAD') hasHead = true;
    else if (ref.startsWith('refs/heads/')) branches.set(ref.slice('refs/heads/'.length), { ref, object });
    // `v1^{}` is the commit that the tag v1 stands for, not a tag of its own.
    else if (ref.startsWith('refs/tags/') && !ref.endsWith('^{}'))
      tags.set(ref.slice('refs/tags/'.length), { ref, object });
  }
  return { branches, tags, ...(hasHead ? { head: branch === undefined ? {} : { branch } } : {}) };
}
