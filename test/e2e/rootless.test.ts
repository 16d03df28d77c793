import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { RunReport } from '../../src/domain/report.ts';
import { leftProcesses } from '../support/engine.ts';
import { EXAMPLE_CHECKS, EXAMPLE_IMAGES, FEW, SAFE_EXAMPLES, withFewRequests } from '../support/examples.ts';
import { joulelab, SHORT, scenarioFile, temporaryFolder, total } from '../support/joulelab.ts';
import { loadImages } from '../support/own-engine.ts';
import { type Rootless, startRootless, withoutRootless } from '../support/rootless-engine.ts';

const reason = withoutRootless();

let engine: Rootless | undefined;
const state = temporaryFolder();
const env = () => ({
  JOULELAB_STATE_DIR: state,
  JOULELAB_LOCK_FILE: `${state}/lock`,
  DOCKER_HOST: engine?.host ?? '',
});

function docker(...args: string[]): string {
  return execFileSync('docker', ['--host', engine?.host ?? '', ...args], { encoding: 'utf8' });
}

beforeAll(async () => {
  if (reason !== undefined) return;
  engine = await startRootless();
  loadImages(engine.host, ['busybox:1.35', ...EXAMPLE_IMAGES]);
}, 120_000);
afterAll(async () => await engine?.[Symbol.asyncDispose]());
beforeEach((context) => {
  if (reason !== undefined) context.skip(reason);
});
afterEach(() => {
  expect(leftProcesses()).toEqual([]);
  if (reason !== undefined) return;
  expect([docker('ps', '--all', '--quiet'), docker('volume', 'ls', '--quiet')].join('').trim()).toBe('');
});

it('a rootless engine: the scenario runs, and what cannot be known or enforced is a warning', async () => {
  const file = scenarioFile(`
name: Rootless
services:
  box: { image: "busybox:1.35", command: sleep infinity, init: true, mem_limit: 64m, volumes: ["kept:/kept"] }
volumes:
  kept:
flow:
  - name: Work
    container: box
    commands: [{ type: console, shell: sh, command: "i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done; times; echo done > /kept/it" }]
`);
  const { exitCode, stdout, stderr } = await joulelab(['run', file, ...SHORT, '--json'], { env: env() });
  if (exitCode !== 0) throw new Error(`exit status ${exitCode}:\n${stderr}`);
  const report = JSON.parse(stdout) as RunReport;
  expect(report.run.engine?.rootless).toBe(true);
  const codes = report.run.warnings.map(({ code }) => code);
  if (report.run.engine?.cgroupDriver === 'none') {
    expect(codes).toEqual(expect.arrayContaining(['limits-ignored', 'container-process-tree']));
    expect(report.run.containers[0]?.accounting).toMatchObject({ method: 'process-tree', check: 'verified' });
    expect(total(report, 'Work', 'network_received_bytes_container', 'box')).toBeGreaterThanOrEqual(0);
    const figures = report.phases.flatMap((phase) => phase.figures);
    expect(figures.find(({ metric }) => metric === 'memory_used_container')?.value).toBeGreaterThan(10_000);
    expect(codes).not.toContain('source-fault');
  }
  // The shell says itself how much it took, to 10 ms for each kind of time.
  const said = (await joulelab(['show', report.run.id, '--logs'], { env: env() })).stdout;
  const ownUs = [...(/\d+m[\d.]+s \d+m[\d.]+s/.exec(said)?.[0] ?? '').matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + (Number(minutes) * 60 + Number(seconds)) * 1e6,
    0,
  );
  const measuredUs = total(report, 'Work', 'cpu_time_container', 'box');
  expect(ownUs).toBeGreaterThan(100_000);
  expect(measuredUs, `the shell says ${ownUs}`).toBeGreaterThan(ownUs - 40_000);
  // The runtime's work to start the command counts too.
  expect(measuredUs, `the shell says ${ownUs}`).toBeLessThan(ownUs * 1.2 + 400_000);
  expect(total(report, 'Work', 'cpu_time_system', 'machine')).toBeGreaterThan(0);
});

it.each(SAFE_EXAMPLES)('%s runs in a rootless engine', async (name) => {
  const words = ['run', withFewRequests(name), ...SHORT, '--quick', '--json'];
  const { exitCode, stdout, stderr } = await joulelab(words, { env: env() });
  expect(exitCode, stderr).toBe(0);
  EXAMPLE_CHECKS[name]?.(JSON.parse(stdout) as RunReport, FEW);
});
