import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/domain/report.ts';
import { leftProcesses } from '../support/engine.ts';
import {
  joulelab,
  printed,
  SHORT,
  scenarioFile,
  startJoulelab,
  temporaryFolder,
} from '../support/joulelab.ts';
import { type OwnEngine, startOwnEngine, withoutOwnEngine } from '../support/own-engine.ts';

const LONG = `
name: Long
services:
  sleeper:
    image: busybox:1.35
    entrypoint: [sh, -c]
    command: ["trap exit TERM; while :; do sleep 0.2; done"]
    volumes: ["kept:/kept"]
volumes:
  kept:
flow:
  - name: Quick
    container: sleeper
    commands: [{ type: console, command: "true" }]
  - name: Sleep long
    container: sleeper
    commands: [{ type: console, command: sleep 300 }]
`;

const reason = withoutOwnEngine();

describe('the engine goes away in [RUNTIME]', () => {
  let state = '';
  beforeAll(() => {
    state = temporaryFolder();
  });
  afterEach(() => expect(leftProcesses()).toEqual([]));

  const environment = (engine: OwnEngine) => ({
    DOCKER_HOST: engine.host,
    JOULELAB_STATE_DIR: state,
    JOULELAB_LOCK_FILE: `${state}/lock`,
  });

  /** Loses the engine in the long flow, with `meanwhile` before the program has ended. */
  async function lose(engine: OwnEngine, signal: 'SIGTERM' | 'SIGKILL', meanwhile: () => Promise<void>) {
    const started = startJoulelab(['run', scenarioFile(LONG), ...SHORT], { env: environment(engine) });
    await printed(started, 'Sleep long');
    await engine.end(signal);
    const lost = performance.now();
    await meanwhile();
    const finished = await started.finished;
    return { ...finished, tookMs: performance.now() - lost };
  }

  const objects = (engine: OwnEngine) =>
    [
      engine.docker('ps', '--all', '--quiet'),
      engine.docker('volume', 'ls', '--quiet'),
      engine.docker('network', 'ls', '--quiet', '--filter', 'label=io.joulelab.run'),
    ].filter(Boolean);

  it('and comes back: the run fails at once with a clear error, and nothing is left', async (context) => {
    if (reason !== undefined) context.skip(reason);
    await using engine = await startOwnEngine();
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const { exitCode, stderr } = await lose(engine, signal, () => engine.start());
      expect(stderr).toContain('the engine went away');
      expect(stderr).not.toContain('a bug in joulelab');
      // A restart in order ends the flow's container first.
      expect([1, 3]).toContain(exitCode);
      expect(objects(engine)).toEqual([]);
      const shown = await joulelab(['show', 'last', '--json'], { env: environment(engine) });
      const report = JSON.parse(shown.stdout) as RunReport;
      expect(report.run.status).toBe('failed');
      const quick = report.phases.find(({ name }) => name === 'Quick');
      expect(quick?.figures.some(({ metric }) => metric === 'cpu_time_container')).toBe(true);
    }
  });

  it('and stays away: the error comes in bounded time, names what is left, and the next start removes it', async (context) => {
    if (reason !== undefined) context.skip(reason);
    await using engine = await startOwnEngine();
    const { exitCode, stderr, stdout, tookMs } = await lose(engine, 'SIGKILL', async () => undefined);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('the engine went away');
    expect(stdout).toContain('may be left');
    expect(stdout).toContain('joulelab cleanup');
    expect(tookMs).toBeLessThan(60_000);
    await engine.start();
    const cleaned = await joulelab(['cleanup'], { env: environment(engine) });
    expect(cleaned.stdout).toContain('removed container');
    expect(objects(engine)).toEqual([]);
  });
});
