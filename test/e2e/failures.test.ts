import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/domain/report.ts';
import { docker, labelledObjects, leftProcesses } from '../support/engine.ts';
import {
  joulelab,
  measure,
  printed,
  repository,
  SHORT,
  scenarioFile,
  startJoulelab,
  temporaryFolder,
} from '../support/joulelab.ts';

afterEach(() => {
  expect(labelledObjects()).toEqual([]);
  expect(leftProcesses()).toEqual([]);
});

const LONG = `
name: Long
services:
  sleeper:
    image: busybox:1.35
    command: sleep infinity
    volumes: ["kept:/kept"]
    networks: [inner]
networks:
  inner:
volumes:
  kept:
flow:
  - name: Sleep long
    container: sleeper
    commands:
      - type: console
        command: sleep 300
`;

/** Starts the long scenario and kills joulelab without warning when its flow runs. */
async function killInRuntime(env: Record<string, string>): Promise<void> {
  const started = startJoulelab(['run', scenarioFile(LONG), ...SHORT], { env });
  await printed(started, 'Sleep long');
  expect(labelledObjects().length).toBe(3);
  started.child.kill('SIGKILL');
  await started.finished;
}

/** An object that a user made and that no clean-up may touch. */
function userContainer(): Disposable {
  const id = docker('run', '--detach', 'busybox:1.35', 'sleep', 'infinity');
  return {
    [Symbol.dispose]: () => {
      expect(docker('inspect', '--format', '{{.State.Running}}', id)).toBe('true');
      docker('rm', '--force', '--volumes', id);
    },
  };
}

describe('after SIGKILL in [RUNTIME]', () => {
  it('joulelab cleanup removes what the run left and nothing else', async () => {
    using _mine = userContainer();
    const env = { JOULELAB_STATE_DIR: temporaryFolder() };
    await killInRuntime(env);
    const { exitCode, stdout } = await joulelab(['cleanup'], { env });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^removed container joulelab-\w+-sleeper$/m);
    const list = JSON.parse((await joulelab(['list', '--json'], { env })).stdout) as {
      runs: { status: string }[];
    };
    expect(list.runs.map(({ status }) => status)).toEqual(['failed']);
  });

  it('the next run does the same and says so', async () => {
    using _mine = userContainer();
    const env = { JOULELAB_STATE_DIR: temporaryFolder() };
    await killInRuntime(env);
    const report = await measure(LONG.replace('sleep 300', 'true'), { env });
    expect(report.run.warnings.map(({ code }) => code)).toContain('stale-objects-removed');
  });
});

describe('Ctrl-C in [RUNTIME]', () => {
  it('stores the run as failed, leaves nothing, and ends with 130', async () => {
    const env = { JOULELAB_STATE_DIR: temporaryFolder() };
    const started = startJoulelab(['run', scenarioFile(LONG), ...SHORT], { env });
    await printed(started, 'Sleep long');
    started.child.kill('SIGINT');
    const { exitCode } = await started.finished;
    expect(exitCode).toBe(130);
    const report = JSON.parse((await joulelab(['show', 'last', '--json'], { env })).stdout) as RunReport;
    expect(report.run.status).toBe('failed');
    expect(report.phases.find(({ name }) => name === '[RUNTIME]')?.aborted).toBe(true);
  });
});

describe('a scenario with three faults', () => {
  it('shows all three with line, column and caret before anything starts, exit status 2', async () => {
    const file = scenarioFile(
      [
        'name: Faults',
        'services:',
        '  one:',
        '    imgae: busybox:1.35',
        'flow:',
        '  - name: "bad/name"',
        '    container: two',
        '    commands:',
        '      - type: console',
        '        command: "true"',
        '',
      ].join('\n'),
    );
    const { exitCode, stderr } = await joulelab(['run', file], {
      env: { JOULELAB_STATE_DIR: temporaryFolder(), DOCKER_HOST: 'unix:///nowhere' },
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${file}:4:5`);
    expect(stderr).toContain(`${file}:6:11`);
    expect(stderr).toContain(`${file}:7:16`);
    expect(stderr.match(/\^/g)?.length).toBeGreaterThanOrEqual(3);
    expect(stderr).toContain('image');
    expect(stderr).not.toContain('nowhere');
  });
});

describe('a failing flow command', () => {
  it('ends with 1, is stored as failed with its samples, and shows command, container, exit code and stderr', async () => {
    const env = { JOULELAB_STATE_DIR: temporaryFolder() };
    const text = `
name: Failing
services:
  box:
    image: busybox:1.35
    command: sleep infinity
flow:
  - name: Works
    container: box
    commands: [{ type: console, command: "true" }]
  - name: Fails
    container: box
    commands:
      - type: console
        shell: sh
        command: echo the last words >&2; exit 7
`;
    const { exitCode, stderr } = await joulelab(['run', scenarioFile(text), ...SHORT], { env });
    expect(exitCode).toBe(1);
    for (const part of ['echo the last words', 'box', '7', 'the last words']) expect(stderr).toContain(part);
    const shown = await joulelab(['show', 'last', '--json'], { env });
    const report = JSON.parse(shown.stdout) as RunReport;
    expect(report.run.status).toBe('failed');
    expect(report.run.error).toMatchObject({
      code: 'flow-failed',
      failure: { container: 'box', exitCode: 7 },
    });
    expect(report.run.error?.failure?.stderrTail).toContain('the last words');
    const works = report.phases.find(({ name }) => name === 'Works');
    expect(works?.figures.some(({ metric }) => metric === 'cpu_time_container')).toBe(true);
  });
});

describe('a terminal that is closed in [RUNTIME]', () => {
  it('ends the run in order: nothing is left', async () => {
    const env = { JOULELAB_STATE_DIR: temporaryFolder() };
    const started = startJoulelab(['run', scenarioFile(LONG), ...SHORT], { env });
    await printed(started, 'Sleep long');
    started.child.stdout?.destroy();
    started.child.stderr?.destroy();
    started.child.kill('SIGHUP');
    expect((await started.finished).exitCode).toBe(130);
  });
});

describe('without a container engine', () => {
  const home = temporaryFolder();
  const own = { DOCKER_HOST: '', JOULELAB_STATE_DIR: home, HOME: home, XDG_RUNTIME_DIR: home };

  it('one clear error lists every socket tried and why it failed, exit status 3', async (context) => {
    if (process.getuid?.() !== 0)
      context.skip('only root can hide the engine from one process (unshare --mount)');
    // In a mount namespace of its own the program finds an empty file where the engine's socket is.
    const hidden = `touch ${home}/empty; mount --bind ${home}/empty "$(realpath /var/run/docker.sock)"; exec "$0" "$@"`;
    const program = join(repository, 'bin', 'joulelab');
    const { exitCode, stderr } = await joulelab(
      ['--mount', 'sh', '-c', hidden, program, 'run', scenarioFile(LONG), ...SHORT],
      { command: 'unshare', env: own },
    );
    expect(stderr).toContain('No container engine answers');
    expect(stderr).toMatch(/docker\.sock \(rootless socket\): no such socket/);
    expect(stderr).toMatch(/docker\.sock \(system socket\): connection refused/);
    expect(exitCode).toBe(3);
  });

  it('an engine that the user named is not replaced by another one that answers', async () => {
    const env = { ...own, DOCKER_HOST: `unix://${home}/nothing.sock` };
    const { exitCode, stderr } = await joulelab(['run', scenarioFile(LONG), ...SHORT], { env });
    expect(stderr).toContain('The engine named by DOCKER_HOST does not answer');
    expect(stderr).toContain(`${home}/nothing.sock (DOCKER_HOST): no such socket`);
    expect(exitCode).toBe(3);
  });
});
