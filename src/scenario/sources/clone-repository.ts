import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { JoulelabError } from '../../domain/errors.ts';
import { type Advertised, parseAdvertised } from './advertised-refs.ts';
import { type GitAccess, git } from './git.ts';
import type { RepositoryAddress } from './parse-source.ts';
import {
  fetchFailed,
  noSuchCommit,
  noSuchRevision,
  submodulesFailed,
  unclearCommit,
} from './repository-errors.ts';

export type CloneRequest = {
  readonly address: RepositoryAddress;
  /** Branch or tag; absent: the repository's default branch. */
  readonly branch?: string | undefined;
  /** Hexadecimal digits, four at least. */
  readonly commit?: string | undefined;
  /** Folder that is made for the clone. */
  readonly folder: string;
  /** Submodules may then be folders of this machine. */
  readonly allowUnsafe: boolean;
  readonly signal?: AbortSignal | undefined;
};

/** What was cloned. */
export type Clone = {
  readonly folder: string;
  readonly commit: string;
  /** The branch or tag asked for, or the default branch; absent where only a commit was asked for. */
  readonly branch?: string;
};

/** What is to be fetched: `ref` names it to the server, `commit` is known where the server told. */
type Wanted = { readonly ref?: string; readonly commit?: string; readonly branch?: string };

/**
 * Clones a repository with its submodules, no more history than needed, and checks out what was asked for. The clone
 * holds no credentials: containers may see all of it.
 *
 * @throws JoulelabError `repository-not-found` (repository, branch, commit), `repository-unreachable` (network,
 *   permission, no git), `scenario-unsafe` (submodules that are folders of this machine), `usage` (names that are none)
 */
export async function cloneRepository(request: CloneRequest): Promise<Clone> {
  const { address, folder, signal } = request;
  checkNames(request);
  mkdirSync(folder, { recursive: true });
  const access: GitAccess = {
    folder,
    credentials: address.credentials,
    localSubmodules: request.allowUnsafe,
    signal,
  };
  await must(access, request, ['init', '--quiet']);
  await must(access, request, ['remote', 'add', '--', 'origin', address.url]);
  const listed = await must(access, request, ['ls-remote', '--symref', '--', 'origin']);
  const wanted = choose(request, parseAdvertised(listed));
  const commit = await fetchWanted(access, request, wanted);
  await must(access, request, ['checkout', '--quiet', '--force', '--detach', commit]);
  await fetchSubmodules(access, request);
  return { folder, commit, ...(wanted.branch === undefined ? {} : { branch: wanted.branch }) };
}

function checkNames({ branch, commit }: CloneRequest): void {
  if (commit !== undefined && !/^[0-9a-f]{4,64}$/i.test(commit)) {
    throw new JoulelabError('usage', `"${commit}" is not the hash of a commit.`, {
      advice: 'Give its hexadecimal digits, four at least. Branches and tags are given with --branch.',
    });
  }
  if (
    branch !== undefined &&
    !/^(?![-./])(?!.*(?:\.\.|@\{|\/\/|\.lock$|[./]$))[^\s~^:?*[\\]+$/.test(branch)
  ) {
    throw new JoulelabError('usage', `"${branch}" is no name of a branch or tag.`, {
      advice: 'Give the name alone, such as main or v1.2. Commits are given with --commit.',
    });
  }
}

function choose(request: CloneRequest, refs: Advertised): Wanted {
  const { address, branch, commit } = request;
  const named = branch === undefined ? undefined : (refs.branches.get(branch) ?? refs.tags.get(branch));
  if (branch !== undefined && named === undefined) throw noSuchRevision(address.url, branch, refs);
  if (commit === undefined) {
    if (named !== undefined && branch !== undefined) return { ref: named.ref, branch };
    if (refs.head === undefined) throw noSuchRevision(address.url, undefined, refs);
    return { ref: 'HEAD', ...(refs.head.branch === undefined ? {} : { branch: refs.head.branch }) };
  }
  const wanted = { commit: commit.toLowerCase(), ...(branch === undefined ? {} : { branch }) };
  return named === undefined ? wanted : { ...wanted, ref: named.ref };
}

/** Fetches and gives the full hash of the commit. */
async function fetchWanted(access: GitAccess, request: CloneRequest, wanted: Wanted): Promise<string> {
  const { ref, commit } = wanted;
  if (commit === undefined) {
    await fetchTip(access, request, ref ?? 'HEAD');
    return await revision(access, request, 'FETCH_HEAD^{commit}');
  }
  // A whole hash can be asked for alone, where the server allows it. With a branch its history is needed: is it in it?
  if (ref === undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) {
    const alone = await git(['fetch', '--quiet', '--no-tags', '--depth=1', '--', 'origin', commit], access);
    if (alone.ok) return await revision(access, request, `${commit}^{commit}`);
  }
  const specs =
    ref === undefined ? ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'] : [ref];
  await must(access, request, ['fetch', '--quiet', '--no-tags', '--', 'origin', ...specs]);
  const found = await git(['rev-parse', '--verify', `${commit}^{commit}`], access);
  if (!found.ok) {
    throw /ambiguous/.test(found.message)
      ? unclearCommit(request.address.url, commit)
      : noSuchCommit(request.address.url, commit, request.branch);
  }
  const full = found.stdout.trim();
  if (ref !== undefined) {
    const isIn = await git(['merge-base', '--is-ancestor', full, 'FETCH_HEAD'], access);
    if (!isIn.ok) throw noSuchCommit(request.address.url, commit, request.branch);
  }
  return full;
}

/** Without history where the server can do that; plain web servers cannot. */
async function fetchTip(access: GitAccess, request: CloneRequest, ref: string): Promise<void> {
  const fetch = ['fetch', '--quiet', '--no-tags'];
  const shallow = await git([...fetch, '--depth=1', '--', 'origin', ref], access);
  if (shallow.ok) return;
  if (!/shallow/.test(shallow.message)) throw fetchFailed(request.address.url, shallow.message);
  await must(access, request, [...fetch, '--', 'origin', ref]);
}

async function revision(access: GitAccess, request: CloneRequest, name: string): Promise<string> {
  return (await must(access, request, ['rev-parse', '--verify', name])).trim();
}

async function fetchSubmodules(access: GitAccess, { address }: CloneRequest): Promise<void> {
  if (!existsSync(join(access.folder, '.gitmodules'))) return;
  const update = ['submodule', '--quiet', 'update', '--init', '--recursive'];
  const shallow = await git([...update, '--depth=1'], access);
  if (shallow.ok) return;
  if (/transport '\w+' not allowed/.test(shallow.message))
    throw submodulesFailed(address.url, shallow.message);
  await git(['submodule', '--quiet', 'deinit', '--force', '--all'], access);
  rmSync(join(access.folder, '.git', 'modules'), { recursive: true, force: true });
  const whole = await git(update, access);
  if (!whole.ok) throw submodulesFailed(address.url, whole.message);
}

async function must(access: GitAccess, { address }: CloneRequest, args: readonly string[]): Promise<string> {
  const result = await git(args, access);
  if (!result.ok) throw fetchFailed(address.url, result.message);
  return result.stdout;
}
