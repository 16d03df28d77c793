import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { JoulelabError } from '../../domain/errors.ts';
import { type Files, scenarioFolder } from '../testdata/scenario-folder.ts';
import { type CloneRequest, cloneRepository } from './clone-repository.ts';
import { parseAddress } from './parse-source.ts';
import {
  commitFiles,
  makeRepository,
  startGitDaemon,
  startHttpServer,
  testGit,
} from './testdata/git-repositories.ts';

/** A folder that is removed when the test ends. */
function folder(): string {
  const made = scenarioFolder({});
  onTestFinished(() => made[Symbol.dispose]());
  return made.path;
}

function repository(files: Files = { file: 'first' }): { path: string; first: string } {
  const path = join(folder(), 'repo');
  return { path, first: makeRepository(path, files) };
}

const clone = (url: string, more: Partial<CloneRequest> = {}) =>
  cloneRepository({
    address: parseAddress(url),
    folder: join(folder(), 'clone'),
    allowUnsafe: false,
    ...more,
  });

async function refusal(url: string, more: Partial<CloneRequest> = {}): Promise<JoulelabError> {
  try {
    await clone(url, more);
  } catch (error) {
    if (error instanceof JoulelabError) return error;
    throw error;
  }
  throw new Error('it was cloned');
}

describe('what is checked out', () => {
  it('is the tip of the default branch, without its history', async () => {
    const { path } = repository();
    const second = commitFiles(path, { file: 'second' });
    testGit(path, 'branch', 'other', 'HEAD~1');
    const made = await clone(`file://${path}`);
    expect(made).toMatchObject({ commit: second, branch: 'main' });
    expect(readFileSync(join(made.folder, 'file'), 'utf8')).toBe('second');
    expect(testGit(made.folder, 'rev-list', '--count', 'HEAD')).toBe('1');
  });

  it('is the branch or tag named', async () => {
    const { path, first } = repository();
    const second = commitFiles(path, { file: 'second' });
    testGit(path, 'branch', 'feature/x', first);
    testGit(path, 'tag', '--annotate', '--message=x', 'v1', first);
    expect(await clone(`file://${path}`, { branch: 'feature/x' })).toMatchObject({
      commit: first,
      branch: 'feature/x',
    });
    expect(await clone(path, { branch: 'v1' })).toMatchObject({ commit: first, branch: 'v1' });
    expect(await clone(path, { branch: 'main' })).toMatchObject({ commit: second });
  });

  it('is the commit named, by a part of its hash too, also where no branch ends there', async () => {
    const { path, first } = repository();
    commitFiles(path, { file: 'second' });
    for (const commit of [first, first.slice(0, 10).toUpperCase()]) {
      const made = await clone(`file://${path}`, { commit });
      expect(made.commit).toBe(first);
      expect(made.branch).toBeUndefined();
      expect(readFileSync(join(made.folder, 'file'), 'utf8')).toBe('first');
    }
  });

  it('is a commit of the branch, or nothing', async () => {
    const { path, first } = repository();
    testGit(path, 'switch', '--quiet', '--create', 'side');
    const onSide = commitFiles(path, { file: 'side' });
    expect(await clone(path, { branch: 'side', commit: first })).toMatchObject({
      commit: first,
      branch: 'side',
    });
    expect(await clone(path, { branch: 'side', commit: onSide })).toMatchObject({ commit: onSide });
    expect((await refusal(path, { branch: 'main', commit: onSide })).message).toContain('in branch main of');
  });
});

test('a server of plain files, which knows no clones without history', async () => {
  const { path, first } = repository();
  testGit(path, 'update-server-info');
  await using server = await startHttpServer(join(path, '..'));
  expect(await clone(`${server.address}/repo/.git`)).toMatchObject({ commit: first, branch: 'main' });
});

describe('a server that asks for a password', () => {
  it('gets it, and it is nowhere in the clone, submodules from the same server included', async () => {
    const { path } = repository();
    const inner = join(path, '..', 'inner');
    makeRepository(inner, { deep: 'deep' });
    testGit(path, 'submodule', '--quiet', 'add', '../inner', 'sub');
    testGit(path, 'config', '--file', '.gitmodules', 'submodule.sub.url', '../inner');
    const commit = commitFiles(path, {});
    await using server = await startHttpServer(join(path, '..'), { user: 'me', password: 's3/cr et' });
    const made = await clone(`${server.address.replace('//', '//me:s3%2Fcr%20et@')}/repo`);
    expect(made.commit).toBe(commit);
    expect(readFileSync(join(made.folder, 'sub/deep'), 'utf8')).toBe('deep');
    const search = ['--recursive', '--extended-regexp', '--text', 's3(/|%2F)cr|deep', made.folder];
    const found = spawnSync('grep', search, { encoding: 'utf8' }).stdout;
    expect(found).toContain('sub/deep');
    expect(found).not.toContain('s3');
  });

  it('says so where it is wrong or missing, without the password', async () => {
    const { path } = repository();
    await using server = await startHttpServer(join(path, '..'), { user: 'me', password: 'right' });
    for (const login of ['me:s3cret@', 'me@', '']) {
      const error = await refusal(`${server.address.replace('//', `//${login}`)}/repo`);
      expect(error.code).toBe('repository-unreachable');
      expect(error.message).toContain(`${server.address}/repo may not be read`);
      expect(`${error.message}${error.advice}`).not.toContain('s3cret');
    }
  });
});

describe('submodules', () => {
  function withSubmodules(): { parent: string; path: string } {
    const { path } = repository();
    const parent = join(path, '..');
    makeRepository(join(parent, 'inner'), { deep: 'deep' });
    makeRepository(join(parent, 'middle'), { file: 'middle' });
    testGit(join(parent, 'middle'), 'submodule', '--quiet', 'add', '../inner', 'inner');
    const pinned = commitFiles(join(parent, 'middle'), {});
    testGit(path, 'submodule', '--quiet', 'add', '../middle', 'middle');
    // The commit that is wanted is not the tip of its branch.
    commitFiles(join(parent, 'middle'), { file: 'newer' });
    testGit(join(path, 'middle'), 'checkout', '--quiet', pinned);
    commitFiles(path, {});
    return { parent, path };
  }

  it('are cloned with theirs, at the commits that they are pinned to', async () => {
    const { parent } = withSubmodules();
    await using daemon = await startGitDaemon(parent);
    const made = await clone(`${daemon.address}/repo`);
    expect(readFileSync(join(made.folder, 'middle/file'), 'utf8')).toBe('middle');
    expect(readFileSync(join(made.folder, 'middle/inner/deep'), 'utf8')).toBe('deep');
  });

  it('may be folders of this machine only where that is allowed', async () => {
    const { path } = withSubmodules();
    const error = await refusal(`file://${path}`);
    expect(error.code).toBe('scenario-unsafe');
    expect(error.advice).toContain('--allow-unsafe');
    const made = await clone(`file://${path}`, { allowUnsafe: true });
    expect(readFileSync(join(made.folder, 'middle/inner/deep'), 'utf8')).toBe('deep');
  });
});

describe('what is not there', () => {
  it.each(['file:///nowhere/at/all', '/nowhere/at/all'])('repository %s', async (url) => {
    const error = await refusal(url);
    expect(error.code).toBe('repository-not-found');
    expect(error.message).toContain(`There is no repository at ${url}. git says: `);
  });

  it('a repository that the server does not have', async () => {
    await using daemon = await startGitDaemon(folder());
    expect((await refusal(`${daemon.address}/nothing`)).code).toBe('repository-not-found');
    await using server = await startHttpServer(folder());
    expect((await refusal(`${server.address}/nothing`)).code).toBe('repository-not-found');
  });

  it('a server', async () => {
    const error = await refusal('http://127.0.0.1:9/x');
    expect(error.code).toBe('repository-unreachable');
    expect(error.message).toContain('http://127.0.0.1:9/x cannot be reached');
  });

  it('branch: with the nearest name and those there are', async () => {
    const { path } = repository();
    testGit(path, 'branch', 'develop');
    const error = await refusal(path, { branch: 'devlop' });
    expect(error).toMatchObject({
      code: 'repository-not-found',
      message: `${path} has no branch or tag "devlop".`,
    });
    expect(error.advice).toBe('Did you mean "develop"? It has develop, main.');
  });

  it('commit', async () => {
    const { path } = repository();
    for (const commit of ['deadbeef', 'd'.repeat(40)]) {
      const error = await refusal(path, { commit });
      expect(error).toMatchObject({
        code: 'repository-not-found',
        message: `There is no commit ${commit} in ${path}.`,
      });
    }
  });

  it('any commit', async () => {
    const path = folder();
    testGit(path, 'init', '--quiet');
    expect((await refusal(path)).message).toContain('has no commits yet');
  });
});

it.each([
  [{ commit: 'main' }, 'not the hash of a commit'],
  [{ commit: '--exec=x' }, 'not the hash of a commit'],
  [{ branch: '--upload-pack=touch x' }, 'no name of a branch'],
  [{ branch: '-x' }, 'no name of a branch'],
  [{ branch: 'a..b' }, 'no name of a branch'],
  [{ branch: '+main:main' }, 'no name of a branch'],
  [{ branch: '' }, 'no name of a branch'],
])('%j is refused before git hears of it', async (more, part) => {
  const error = await refusal('/nowhere', more);
  expect(error.code).toBe('usage');
  expect(error.message).toContain(part);
});

test('hooks do not run: neither the repository’s nor those of the user’s template', async () => {
  const { path } = repository();
  const template = join(folder(), 'template');
  const mark = join(folder(), 'ran');
  const hook = `#!/bin/sh\ntouch ${mark}\n`;
  makeRepository(template, { 'hooks/post-checkout': hook });
  testGit(template, 'update-index', '--chmod=+x', 'hooks/post-checkout');
  testGit(template, 'checkout', '--quiet', '--force', '.');
  process.env['GIT_TEMPLATE_DIR'] = template;
  onTestFinished(() => void delete process.env['GIT_TEMPLATE_DIR']);
  await clone(path);
  expect(existsSync(mark)).toBe(false);
});

test('an abort ends git and what it started', async () => {
  const { path } = repository();
  const controller = new AbortController();
  const reason = new JoulelabError('interrupted', 'Interrupted.', { advice: '' });
  const working = clone(path, { signal: controller.signal });
  controller.abort(reason);
  await expect(working).rejects.toBe(reason);
});
