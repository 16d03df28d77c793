import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { JoulelabError } from '../../domain/errors.ts';
import { type Files, scenarioFolder, withService } from '../testdata/scenario-folder.ts';
import { openSources } from './open-sources.ts';
import type { OpenedSources, SourceRequest } from './opened-sources.ts';
import { commitFiles, makeRepository, startGitDaemon, testGit } from './testdata/git-repositories.ts';

const SCENARIO = withService('');

function folder(files: Files = {}): string {
  const made = scenarioFolder(files);
  onTestFinished(() => made[Symbol.dispose]());
  return made.path;
}

function repository(files: Files): string {
  const path = join(folder(), 'repo');
  makeRepository(path, files);
  return path;
}

async function open(
  sources: string[],
  more: Partial<SourceRequest> = {},
): Promise<OpenedSources & { clones: string }> {
  const clones = more.clonesFolder ?? join(folder(), 'clones');
  const rules = { variables: {}, allowUnsafe: false, skipUnsafe: false };
  const opened = await openSources({ sources, filenames: [], ...rules, clonesFolder: clones, ...more });
  onTestFinished(() => opened[Symbol.dispose]());
  return { ...opened, clones };
}

async function refusal(sources: string[], more: Partial<SourceRequest> = {}): Promise<JoulelabError> {
  const clonesFolder = join(folder(), 'clones');
  try {
    await open(sources, { ...more, clonesFolder });
  } catch (error) {
    if (!(error instanceof JoulelabError)) throw error;
    if (existsSync(clonesFolder)) expect(readdirSync(clonesFolder)).toEqual([]);
    return error;
  }
  throw new Error('all was accepted');
}

describe('a folder of this machine', () => {
  it('that is no repository has no commit, and needs no folder for clones', async () => {
    const path = folder({ 'usage_scenario.yml': SCENARIO });
    const { scenarios, clones } = await open([path]);
    expect(scenarios.map(({ origin }) => origin)).toEqual([{ file: join(path, 'usage_scenario.yml') }]);
    expect(existsSync(clones)).toBe(false);
  });

  it('that is one is told with its commit; what differs from it is a warning', async () => {
    const path = repository({ 'usage_scenario.yml': SCENARIO, 'a/kept': 'x' });
    const commit = testGit(path, 'rev-parse', 'HEAD');
    const clean = (await open([path])).scenarios[0];
    expect(clean?.origin).toMatchObject({ commit, branch: 'main', dirty: false });
    expect(clean?.scenario.warnings).toEqual([]);
    writeFileSync(join(path, 'a/kept'), 'y');
    writeFileSync(join(path, 'new file'), '');
    const dirty = (await open([path])).scenarios[0];
    expect(dirty?.origin).toMatchObject({ commit, branch: 'main', dirty: true });
    expect(dirty?.scenario.warnings).toEqual([
      {
        code: 'dirty-work-tree',
        message: `2 paths differ from commit ${commit.slice(0, 12)} in ${path}: a/kept, new file.`,
      },
    ]);
  });

  it('is cloned for another branch or commit: its work tree stays as it is', async () => {
    const path = repository({ 'in/usage_scenario.yml': SCENARIO });
    testGit(path, 'switch', '--quiet', '--create', 'side');
    const commit = commitFiles(path, { 'in/usage_scenario.yml': SCENARIO.replace('demo', 'side') });
    testGit(path, 'switch', '--quiet', 'main');
    writeFileSync(join(path, 'in/usage_scenario.yml'), 'name: broken');
    for (const source of [join(path, 'in'), join(path, 'in/usage_scenario.yml')]) {
      const [only] = (await open([source], { branch: 'side' })).scenarios;
      expect(only?.scenario.name).toBe('side');
      expect(only?.origin).toEqual({ uri: path, branch: 'side', commit, file: 'in/usage_scenario.yml' });
    }
    expect(readFileSync(join(path, 'in/usage_scenario.yml'), 'utf8')).toBe('name: broken');
    expect((await refusal([folder()], { branch: 'side' })).message).toContain('in no git repository');
  });
});

describe('a repository', () => {
  it('is cloned while it is measured, and shown without the place of the clone', async () => {
    const path = repository({
      'a/one.yml': SCENARIO.replace('image: busybox:1.35', 'build: .\n    volumes: ["./data:/data"]'),
      'a/Dockerfile': 'FROM x',
      'a/data/x': '',
    });
    const { scenarios, clones, ...opened } = await open([`file://${path}`], { filenames: ['a/*.yml'] });
    const [only] = scenarios;
    expect(only?.origin).toEqual({
      uri: `file://${path}`,
      file: 'a/one.yml',
      branch: 'main',
      commit: testGit(path, 'rev-parse', 'HEAD'),
    });
    expect(only?.scenario.root.startsWith(realpathSync(clones))).toBe(true);
    const again = (await open([`file://${path}`], { filenames: ['a/one.yml'] })).scenarios[0];
    expect(again?.scenario.root).not.toBe(only?.scenario.root);
    // The same image name: the second run finds what the first has built.
    expect(again?.scenario.services[0]?.image).toBe(only?.scenario.services[0]?.image);
    opened[Symbol.dispose]();
    expect(readdirSync(clones)).toEqual([]);
  });

  it('has its faults told by paths in it', async () => {
    const path = repository({
      'usage_scenario.yml': withService('imagee: x\nvolumes: ["./none:/x", "/etc:/y"]'),
    });
    const error = await refusal([`file://${path}`]);
    expect(error.message).toBe('usage_scenario.yml has 3 faults');
    expect(new Set(error.details.faults?.map(({ file }) => file))).toEqual(new Set(['usage_scenario.yml']));
    expect(JSON.stringify(error.details)).not.toContain('clones');
    expect(JSON.stringify(error.details)).toContain(`outside file://${path}`);
  });

  it.each<[string, Files, Partial<SourceRequest>]>([
    ['a mount', { out: { link: '/etc' }, 'usage_scenario.yml': withService('volumes: ["./out:/x"]') }, {}],
    ['anything', { out: { link: '/etc' }, 'usage_scenario.yml': SCENARIO }, {}],
    ['the scenario', { 'usage_scenario.yml': { link: '/etc/hostname' } }, {}],
    ['an include', { 'x.yml': { link: '/etc/hostname' }, 'usage_scenario.yml': 'a: !include x.yml' }, {}],
    ['a build', { ctx: { link: '../../..' }, 'usage_scenario.yml': withService('build: ctx') }, {}],
    [
      'env_file',
      { env: { link: '/proc/self/environ' }, 'usage_scenario.yml': withService('env_file: env') },
      {},
    ],
  ])('with a link that leaves it, for %s, is refused as a whole', async (_, files, more) => {
    const error = await refusal([`file://${repository(files)}`], more);
    expect(error.code).toBe('scenario-unsafe');
    expect(error.message).toContain('a symbolic link that leaves the repository');
  });

  it('loses such links with skipUnsafe', async () => {
    const path = repository({ out: { link: '/etc' }, 'usage_scenario.yml': SCENARIO });
    const [only] = (await open([`file://${path}`], { skipUnsafe: true })).scenarios;
    expect(only?.scenario.warnings).toEqual([
      { code: 'dropped-unsafe', message: `The link out → /etc leaves file://${path}: dropped.` },
    ]);
    expect(existsSync(join(only?.scenario.root ?? '', 'out'))).toBe(false);
  });

  it('without a scenario says which files it has', async () => {
    const path = repository({ 'tests/usage_scenario.yml': SCENARIO });
    const error = await refusal([`file://${path}`]);
    expect(error.code).toBe('scenario-not-found');
    expect(error.message).toBe(`There is no file usage_scenario.yml in file://${path}.`);
    expect(error.advice).toContain('Did you mean "tests/usage_scenario.yml"?');
  });
});

describe('several scenarios', () => {
  it('come in the order named; a variable may be for some of them', async () => {
    const path = folder({
      'b.yml': SCENARIO.replace('demo', 'b'),
      'a/1.yml': SCENARIO.replace('demo', '__GMT_VAR_WHO__'),
      'a/2.yml': SCENARIO.replace('demo', 'two'),
    });
    const { scenarios } = await open([join(path, 'b.yml'), join(path, 'a/*.yml')], {
      variables: { WHO: 'one' },
    });
    expect(scenarios.map(({ scenario }) => scenario.name)).toEqual(['b', 'one', 'two']);
    expect(scenarios.map(({ scenario }) => scenario.variables)).toEqual([{}, { __GMT_VAR_WHO__: 'one' }, {}]);
    const error = await refusal([join(path, 'a')], {
      filenames: ['*.yml'],
      variables: { WHO: 'x', WHOM: 'y' },
    });
    expect(error).toMatchObject({ code: 'scenario-invalid', advice: 'Did you mean "WHO"?' });
  });

  it('have all their faults told at once', async () => {
    const path = folder({
      'a.yml': withService('imagee: x'),
      'b.yml': SCENARIO,
      'c.yml': withService('privileged: true'),
    });
    const error = await refusal([path], { filenames: ['*.yml'] });
    expect(error.code).toBe('scenario-invalid');
    expect(error.message).toContain('2 of 3 scenarios');
    expect(error.details.faults?.map(({ file }) => file)).toEqual([join(path, 'a.yml'), join(path, 'c.yml')]);
    const missing = await refusal([join(path, 'b.yml'), join(path, 'none.yml')]);
    expect(missing.code).toBe('scenario-not-found');
    expect(missing.message).toContain('none.yml');
  });
});

describe('relations', () => {
  it('are cloned once, mounted read-only into every service, and told with their commits', async () => {
    const parent = folder();
    const commit = makeRepository(join(parent, 'other'), { data: 'x' });
    await using daemon = await startGitDaemon(parent);
    const url = `${daemon.address}/other`;
    const text = `${SCENARIO}relations: {data: {url: "${url}", branch: main}}\n`;
    const path = folder({ 'a.yml': text, 'b.yml': text });
    const steps: string[] = [];
    const { scenarios, clones } = await open([path], {
      filenames: ['*.yml'],
      onStep: (step) => steps.push(step),
    });
    expect(steps).toEqual([`Cloning ${url} (main)`]);
    for (const { scenario, origin } of scenarios) {
      expect(origin.relations).toEqual({ data: { uri: url, branch: 'main', commit } });
      const mount = scenario.services[0]?.mounts[0];
      expect(mount).toMatchObject({ type: 'bind', target: '/tmp/relations/data', readOnly: true });
      expect(mount?.source.startsWith(realpathSync(clones))).toBe(true);
      expect(readFileSync(join(mount?.source ?? '', 'data'), 'utf8')).toBe('x');
    }
  });

  it('are refused with links that leave them', async () => {
    const parent = folder();
    makeRepository(join(parent, 'other'), { out: { link: '../../x' } });
    await using daemon = await startGitDaemon(parent);
    const path = folder({ 'a.yml': `${SCENARIO}relations: {data: {url: "${daemon.address}/other"}}\n` });
    expect((await refusal([join(path, 'a.yml')])).code).toBe('scenario-unsafe');
  });
});

test('without git folders can be measured, repositories not', async () => {
  const path = repository({ 'usage_scenario.yml': SCENARIO });
  const saved = process.env['PATH'];
  process.env['PATH'] = folder();
  onTestFinished(() => void (process.env['PATH'] = saved));
  expect((await open([path])).scenarios[0]?.origin).toEqual({ file: join(path, 'usage_scenario.yml') });
  const error = await refusal([`file://${path}`]);
  expect(error).toMatchObject({ code: 'repository-unreachable' });
  expect(error.advice).toContain('Install git');
});
