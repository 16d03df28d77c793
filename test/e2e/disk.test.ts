import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/domain/report.ts';
import { labelledObjects, leftProcesses } from '../support/engine.ts';
import {
  type Finished,
  joulelab,
  repository,
  SHORT,
  scenarioFile,
  temporaryFolder,
} from '../support/joulelab.ts';

afterEach(() => {
  expect(labelledObjects()).toEqual([]);
  expect(leftProcesses()).toEqual([]);
});

const TALK = `
name: Talk
services:
  box:
    image: busybox:1.35
    command: sleep infinity
flow:
  - name: Quick
    container: box
    commands: [{ type: console, command: "true" }]
  - name: Talk
    container: box
    commands:
      - type: console
        shell: sh
        command: sleep 1; head -c 900000 /dev/urandom | base64
`;

/** Why no mounts can be made that only the program sees; undefined where they can. */
function withoutMounts(): string | undefined {
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'only root can mount what just one process sees (unshare --mount)';
  }
}
const reason = withoutMounts();

/** Runs the scenario with mounts that only it sees. */
async function runWith(
  mounts: string,
  env: Record<string, string>,
  args: readonly string[] = [],
): Promise<Finished> {
  const program = join(repository, 'bin', 'joulelab');
  const words = ['run', scenarioFile(TALK), ...SHORT, '--json', ...args];
  return joulelab(['--mount', 'sh', '-c', `${mounts}; exec "$0" "$@"`, program, ...words], {
    command: 'unshare',
    env,
  });
}

describe('the state folder', () => {
  it('is read-only: an error before anything starts', async (context) => {
    if (reason !== undefined) context.skip(reason);
    const state = temporaryFolder();
    const { exitCode, stderr } = await runWith(`mount -t tmpfs -o ro none ${state}`, {
      JOULELAB_STATE_DIR: state,
    });
    expect(exitCode).toBe(3);
    expect(stderr).toContain(state);
    expect(stderr).toContain('JOULELAB_STATE_DIR');
    expect(stderr).not.toContain('BASELINE');
  });

  it('is full when the run is to be stored: the report is printed all the same, with the error', async (context) => {
    if (reason !== undefined) context.skip(reason);
    const state = temporaryFolder();
    const { exitCode, stdout, stderr } = await runWith(`mount -t tmpfs -o size=500k none ${state}`, {
      JOULELAB_STATE_DIR: state,
    });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('The run could not be stored');
    expect(stderr).toContain('Free space');
    const report = JSON.parse(stdout) as RunReport;
    expect(report.run.error?.code).toBe('store-failed');
    expect(report.phases.map(({ name }) => name)).toContain('[REMOVE]');
  });
});

describe('the folder for samples', () => {
  it('is full: the run ends in time with an error, and what was sampled until then is stored', async (context) => {
    if (reason !== undefined) context.skip(reason);
    const [state, small] = [temporaryFolder(), temporaryFolder()];
    const mounts = `mount -t tmpfs -o size=96k none /dev/shm; mount -t tmpfs -o size=96k none ${small}`;
    const env = { JOULELAB_STATE_DIR: state, TMPDIR: small };
    const { exitCode, stderr } = await runWith(mounts, env, ['--interval', '10ms']);
    expect(stderr).toContain('There is no space left for samples');
    expect(stderr).toContain('/dev/shm');
    expect(exitCode).toBe(3);
    const shown = await joulelab(['show', 'last', '--json'], { env: { JOULELAB_STATE_DIR: state } });
    const report = JSON.parse(shown.stdout) as RunReport;
    expect(report.run.status).toBe('failed');
    const baseline = report.phases.find(({ name }) => name === '[BASELINE]');
    expect(baseline?.figures.some(({ metric }) => metric === 'cpu_time_system')).toBe(true);
  });
});
