import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/domain/report.ts';
import { labelledObjects, leftProcesses } from '../support/engine.ts';
import { startFaultyEngine } from '../support/faulty-engine.ts';
import {
  joulelab,
  printed,
  repository,
  SHORT,
  type Started,
  scenarioFile,
  startJoulelab,
  temporaryFolder,
} from '../support/joulelab.ts';

afterEach(() => {
  expect(labelledObjects()).toEqual([]);
  expect(leftProcesses()).toEqual([]);
});

const scenario = (seconds: number): string => `
name: Faults
services:
  box: { image: "busybox:1.35", command: sleep infinity, volumes: ["kept:/kept"], init: true }
volumes:
  kept:
flow:
  - name: Work
    container: box
    commands:
      - { type: console, command: sleep ${seconds}, note: first }
      - { type: console, command: "true", note: second }
`;

/** Starts the scenario with a fault planted in it and sets it off in [RUNTIME]. */
async function withPlanted(fault: string, seconds: number, env: Record<string, string>): Promise<Started> {
  const planted = `--import ${join(repository, 'test/support/planted-fault.ts')}`;
  const started = startJoulelab(['run', scenarioFile(scenario(seconds)), ...SHORT], {
    env: { ...env, NODE_OPTIONS: planted, JOULELAB_TEST_FAULT: fault },
  });
  await printed(started, 'Work begins');
  started.child.kill('SIGUSR2');
  return started;
}

async function lastReport(env: Record<string, string>): Promise<RunReport> {
  return JSON.parse((await joulelab(['show', 'last', '--json'], { env })).stdout) as RunReport;
}

describe('in the middle of a run', () => {
  it('an error that nothing caught ends it in order, with 70 and advice to report it', async () => {
    const env = { JOULELAB_STATE_DIR: temporaryFolder() };
    const { exitCode, stdout, stderr } = await (await withPlanted('rejection', 300, env)).finished;
    expect(exitCode).toBe(70);
    expect(stderr).toContain('planted fault');
    // Wrapped to the report's width.
    expect(stdout.replace(/\s+/g, ' ')).toContain('This is a bug in joulelab: please report it');
    expect((await lastReport(env)).run).toMatchObject({ status: 'failed', error: { code: 'internal' } });
  });

  it('a clock that is set back an hour changes no duration and no order', async () => {
    const env = { JOULELAB_STATE_DIR: temporaryFolder() };
    const { exitCode, stderr } = await (await withPlanted('clock-back', 1, env)).finished;
    expect(`${exitCode} ${stderr}`).toMatch(/^0 /);
    const { run, phases } = await lastReport(env);
    expect(run.endedUnixUs).toBeGreaterThan(run.startedUnixUs + 1e6);
    expect(run.endedUnixUs).toBeLessThan(run.startedUnixUs + 300e6);
    const work = phases.find(({ name }) => name === 'Work');
    expect(work?.durationUs).toBeGreaterThan(1e6);
    expect(work?.durationUs).toBeLessThan(100e6);
    expect(run.notes.map(({ text }) => text)).toEqual(['first', 'second']);
    expect(run.notes[1]?.unixUs).toBeGreaterThan((run.notes[0]?.unixUs ?? 0) + 1e6);
  });

  it('a recorder that is killed ends it at once, and what it had recorded is kept', async () => {
    const env = { JOULELAB_STATE_DIR: temporaryFolder() };
    const started = startJoulelab(['run', scenarioFile(scenario(300)), ...SHORT], { env });
    await printed(started, 'Work begins');
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(started.child.pid)], {
      encoding: 'utf8',
    });
    for (const pid of children.trim().split(/\s+/)) process.kill(Number(pid), 'SIGKILL');
    const { exitCode, stderr } = await started.finished;
    expect(exitCode).toBe(3);
    expect(stderr).toContain('The recorder process was killed by SIGKILL');
    const { run, phases } = await lastReport(env);
    expect(run.recorder).toBeUndefined();
    const baseline = phases.find(({ name }) => name === '[BASELINE]');
    expect(baseline?.figures.some(({ metric }) => metric === 'cpu_time_system')).toBe(true);
  });
});

describe('an engine that answers 500', () => {
  it.each([
    ['to the events', /^GET \/events/, '[BASELINE]'],
    ['to a start', /^POST \/containers\/\w+\/start/, 'Container box does not start'],
    ['to a command', /^POST \/exec\/\w+\/start/, 'Cannot start the command'],
    ['to a stop', /^POST \/containers\/\w+\/stop/, 'Cannot stop container'],
  ])('%s: the error has its words, and nothing is left', async (_what, fails, words) => {
    await using engine = await startFaultyEngine(fails);
    const env = { JOULELAB_STATE_DIR: temporaryFolder(), DOCKER_HOST: engine.host };
    const { exitCode, stderr, stdout } = await joulelab(['run', scenarioFile(scenario(0)), ...SHORT], {
      env,
    });
    expect([1, 3]).toContain(exitCode);
    expect(stderr).toContain('planted engine fault');
    expect(stderr).not.toContain('bug in joulelab');
    if (words.startsWith('[')) expect(stderr).not.toContain(words);
    else expect(`${stderr}${stdout}`).toContain(words);
  });
});
