import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/domain/report.ts';
import type { Subject } from '../../src/domain/run.ts';
import {
  commitFiles,
  makeRepository,
  startGitDaemon,
  startHttpServer,
  testGit,
} from '../../src/scenario/sources/testdata/git-repositories.ts';
import { labelledObjects, leftProcesses } from '../support/engine.ts';
import {
  type Finished,
  joulelab,
  printed,
  repository,
  SHORT,
  startJoulelab,
  temporaryFolder,
} from '../support/joulelab.ts';

afterEach(() => {
  expect(labelledObjects()).toEqual([]);
  expect(leftProcesses()).toEqual([]);
});

/** A scenario with one command, which prints to stdout. */
function scenario(name: string, command: string, more = ''): string {
  return `
name: ${name}
services:
  box:
    image: busybox:1.35
    command: sleep infinity
flow:
  - name: Do it
    container: box
    commands:
      - type: console
        command: ${command}
${more}`;
}

/** The state folder and a run of joulelab in it. */
function laboratory() {
  const state = temporaryFolder();
  const env = { JOULELAB_STATE_DIR: state };
  return {
    state,
    env,
    run: (args: string[]): Promise<Finished> => joulelab(['run', ...args, ...SHORT], { env }),
    show: async (): Promise<string> => (await joulelab(['show', 'last', '--json'], { env })).stdout,
    logs: async (): Promise<string> => (await joulelab(['show', 'last', '--logs'], { env })).stdout,
    clones: (): string[] => (existsSync(join(state, 'clones')) ? readdirSync(join(state, 'clones')) : []),
  };
}

type ScenarioSubject = Extract<Subject, { kind: 'scenario' }>;

function subjectOf(text: string): ScenarioSubject {
  return (JSON.parse(text) as RunReport).run.subject as ScenarioSubject;
}

describe('a git repository', () => {
  it('is cloned, measured at the branch named, recorded with its commit, and removed', async () => {
    const lab = laboratory();
    const repo = join(temporaryFolder(), 'repo');
    makeRepository(repo, { 'usage_scenario.yml': scenario('On main', 'cat /tmp/repo/which'), which: 'main' });
    testGit(repo, 'switch', '--quiet', '--create', 'feature/x');
    const commit = commitFiles(repo, { which: 'the feature' });
    testGit(repo, 'switch', '--quiet', 'main');
    const ran = await lab.run([`file://${repo}`, '--branch', 'feature/x', '--json']);
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(subjectOf(ran.stdout)).toMatchObject({
      uri: `file://${repo}`,
      branch: 'feature/x',
      commit,
      file: 'usage_scenario.yml',
    });
    expect(await lab.logs()).toContain('the feature');
    expect(lab.clones()).toEqual([]);
  });

  it('brings its submodules', async () => {
    const lab = laboratory();
    const parent = temporaryFolder();
    makeRepository(join(parent, 'inner'), { deep: 'from the submodule' });
    makeRepository(join(parent, 'repo'), { 'usage_scenario.yml': scenario('Sub', 'cat /tmp/repo/sub/deep') });
    testGit(join(parent, 'repo'), 'submodule', '--quiet', 'add', '../inner', 'sub');
    commitFiles(join(parent, 'repo'), {});
    await using daemon = await startGitDaemon(parent);
    const ran = await lab.run([`${daemon.address}/repo`]);
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(await lab.logs()).toContain('from the submodule');
  });

  it('with a link that leaves it is refused', async () => {
    const lab = laboratory();
    const repo = join(temporaryFolder(), 'repo');
    makeRepository(repo, { 'usage_scenario.yml': scenario('Link', 'true'), out: { link: '/etc/shadow' } });
    const ran = await lab.run([`file://${repo}`]);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain('out → /etc/shadow');
    expect(lab.clones()).toEqual([]);
  });

  it.each([
    [['file:///no/such/repo'], 2, 'There is no repository at file:///no/such/repo'],
    [['REPO', '--branch', 'mian'], 2, 'Did you mean "main"?'],
    [['REPO', '--filename', 'x/*.yml'], 2, 'matches x/*.yml'],
    [['http://127.0.0.1:9/repo'], 3, 'cannot be reached'],
  ])('run %j ends with %i and says %s', async (words, exitCode, part) => {
    const lab = laboratory();
    const repo = join(temporaryFolder(), 'repo');
    makeRepository(repo, { 'usage_scenario.yml': scenario('R', 'true') });
    const ran = await lab.run(words.map((word) => (word === 'REPO' ? `file://${repo}` : word)));
    expect(ran.stderr.replace(/\s+/g, ' ')).toContain(part);
    expect(ran.exitCode).toBe(exitCode);
    expect(ran.stdout).toBe('');
  });
});

describe('credentials in an address', () => {
  const account = { user: 'me', password: 'Tr0ub4dor' };

  it('are used, and in nothing that is stored or shown, nor in the container', async () => {
    const lab = laboratory();
    const parent = temporaryFolder();
    makeRepository(join(parent, 'repo'), {
      'usage_scenario.yml': scenario('Private', 'grep -r . /tmp/repo/.git/config /tmp/repo/.git/FETCH_HEAD'),
    });
    await using server = await startHttpServer(parent, account);
    const ran = await lab.run([`${server.address.replace('//', '//me:Tr0ub4dor@')}/repo`]);
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(await lab.logs()).toContain(`${server.address}/repo`);
    const shown = await lab.show();
    expect(subjectOf(shown).uri).toBe(`${server.address}/repo`);
    const stored = readdirSync(lab.state).filter((name) => name.startsWith('runs.sqlite'));
    expect(stored).toContain('runs.sqlite');
    const raw = stored.map((name) => readFileSync(join(lab.state, name), 'latin1')).join('');
    expect(raw).toContain('Private');
    for (const text of [ran.stdout, ran.stderr, shown, await lab.logs(), raw])
      expect(text).not.toContain('Tr0ub4dor');
  });

  it('are in no error either', async () => {
    const lab = laboratory();
    const parent = temporaryFolder();
    await using server = await startHttpServer(parent, { ...account, password: 'another' });
    const address = `${server.address.replace('//', '//me:Tr0ub4dor@')}/repo`;
    const debug = { ...lab.env, JOULELAB_DEBUG: '1' };
    for (const words of [
      [address],
      [address, '--json'],
      [address, '--branch', '-x'],
      [`${address}?token=Tr0ub4dor`],
    ]) {
      const ran = await joulelab(['run', ...words], { env: debug });
      expect(ran.exitCode).toBeGreaterThan(1);
      expect(ran.stderr + ran.stdout).not.toContain('Tr0ub4dor');
    }
  });
});

describe('a local repository', () => {
  it('is recorded with its commit, and with a warning where it has changes', async () => {
    const lab = laboratory();
    const repo = join(temporaryFolder(), 'repo');
    const commit = makeRepository(repo, { 'usage_scenario.yml': scenario('Here', 'true') });
    expect((await lab.run([repo])).stdout).toContain(`commit ${commit.slice(0, 12)}`);
    expect(subjectOf(await lab.show())).toMatchObject({ commit, branch: 'main', dirty: false });
    writeFileSync(join(repo, 'more'), '');
    expect((await lab.run([repo])).stdout).toContain(`One path differs from commit ${commit.slice(0, 12)}`);
    const { run } = JSON.parse(await lab.show()) as RunReport;
    expect(run.subject).toMatchObject({ commit, dirty: true });
    expect(run.warnings.map(({ code }) => code)).toContain('dirty-work-tree');
  });
});

describe('relations', () => {
  it('are mounted read-only, and recorded with their commits', async () => {
    const lab = laboratory();
    const parent = temporaryFolder();
    const commit = makeRepository(join(parent, 'data'), { rows: 'rows of the relation' });
    await using daemon = await startGitDaemon(parent);
    const url = `${daemon.address}/data`;
    const folder = temporaryFolder();
    const command =
      'sh -c "cat /tmp/relations/data/rows; touch /tmp/relations/data/x || echo read-only indeed"';
    writeFileSync(join(folder, 'a.yml'), scenario('Related', command, `relations: {data: {url: "${url}"}}`));
    const ran = await lab.run([join(folder, 'a.yml'), '--json']);
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(subjectOf(ran.stdout).relations).toEqual({ data: { uri: url, branch: 'main', commit } });
    const logs = await lab.logs();
    expect(logs).toContain('rows of the relation');
    expect(logs).toContain('read-only indeed');
    expect(lab.clones()).toEqual([]);
  });
});

describe('several scenarios', () => {
  function three(): string {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'scenarios'));
    writeFileSync(join(folder, 'scenarios/a.yml'), scenario('A', 'echo a'));
    writeFileSync(join(folder, 'scenarios/b.yml'), scenario('B', 'false'));
    writeFileSync(join(folder, 'scenarios/c.yml'), scenario('C', 'echo c'));
    return folder;
  }

  it('are measured in turn; one that fails does not lose the others; the exit status is 1', async () => {
    const lab = laboratory();
    const ran = await lab.run([three(), '--filename', 'scenarios/*.yml', '--iterations', '2', '--json']);
    expect(ran.exitCode).toBe(1);
    const { runs } = JSON.parse(ran.stdout) as { runs: RunReport[] };
    expect(
      runs.map(({ run }) => `${run.name} ${run.status} ${run.batch?.position} ${run.batch?.iteration}`),
    ).toEqual([
      'A completed 1 1',
      'B failed 2 1',
      'C completed 3 1',
      'A completed 4 2',
      'B failed 5 2',
      'C completed 6 2',
    ]);
    expect(new Set(runs.map(({ run }) => run.batch?.id)).size).toBe(1);
    expect(ran.stderr).toContain('run 3 of 6: C');
    const listed = JSON.parse((await joulelab(['list', '--json'], { env: lab.env })).stdout) as {
      runs: { id: string }[];
    };
    expect(listed.runs.map(({ id }) => id)).toEqual(runs.map(({ run }) => run.id).toReversed());
  });

  it('end in a table with means, and what failed', async () => {
    const lab = laboratory();
    const folder = three();
    const files = ['a', 'b'].map((name) => join(folder, `scenarios/${name}.yml`));
    const ran = await lab.run([...files, '--runtime', 'runc,io.containerd.runc.v2']);
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toContain('4 runs · 2 completed · 2 failed');
    expect(ran.stdout).toMatch(/^ {2}\w{12} +A +1 +runc +completed /m);
    expect(ran.stdout).toMatch(/^ {2}A +runc +1 +\d/m);
    expect(ran.stdout).toMatch(/run \w{12} \(B, runc, iteration 1\)/);
    expect(ran.stderr).toContain('run 2 of 4: A (io.containerd.runc.v2)');
  });

  it('are all checked before anything is measured', async () => {
    const lab = laboratory();
    const folder = three();
    writeFileSync(join(folder, 'scenarios/b.yml'), scenario('B', 'true').replace('image', 'imagee'));
    writeFileSync(
      join(folder, 'scenarios/c.yml'),
      scenario('C', 'true').replace('container: box', 'container: bx'),
    );
    const ran = await lab.run([folder, '--filename', 'scenarios/*.yml']);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain(`${join(folder, 'scenarios/b.yml')}:5:5`);
    expect(ran.stderr).toContain(`${join(folder, 'scenarios/c.yml')}:9:`);
    expect(existsSync(join(lab.state, 'runs.sqlite'))).toBe(false);
  });

  it('stop at Ctrl-C, and what was measured is told', async () => {
    const lab = laboratory();
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.yml'), scenario('Short', 'true'));
    writeFileSync(join(folder, 'b.yml'), scenario('Long', 'sleep 300'));
    const started = startJoulelab(['run', folder, '--filename', '*.yml', '--iterations', '2', ...SHORT], {
      env: lab.env,
    });
    await printed(started, 'run 2 of 4: Long\n[BASELINE] begins');
    started.child.kill('SIGINT');
    const { exitCode, stdout } = await started.finished;
    expect(exitCode).toBe(130);
    expect(stdout).toContain('4 runs · 1 completed · 1 failed · 2 not begun');
  });
});

it('joulelab cleanup removes the clones of a run that was killed', async () => {
  const lab = laboratory();
  const repo = join(temporaryFolder(), 'repo');
  makeRepository(repo, { 'usage_scenario.yml': scenario('Killed', 'sleep 300') });
  const started = startJoulelab(['run', `file://${repo}`, ...SHORT], { env: lab.env, cwd: repository });
  await printed(started, 'Do it');
  started.child.kill('SIGKILL');
  await started.finished;
  expect(lab.clones()).toHaveLength(1);
  const { exitCode, stdout } = await joulelab(['cleanup'], { env: lab.env });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^removed clones .*clones/m);
  expect(lab.clones()).toEqual([]);
});
