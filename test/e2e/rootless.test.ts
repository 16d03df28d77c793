import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { RunReport } from '../../src/domain/report.ts';
import { LABORATORY_IMAGE } from '../../src/orchestration/bench/laboratory-image.ts';
import { isAtLeast } from '../../src/orchestration/runtimes/versions.ts';
import { leftProcesses } from '../support/engine.ts';
import {
  EXAMPLE_CHECKS,
  EXAMPLE_IMAGES,
  EXAMPLES_FOLDER,
  FEW,
  lighterExample,
  SAFE_EXAMPLES,
  UNSAFE_EXAMPLES,
  UNSAFE_IMAGES,
} from '../support/examples.ts';
import { joulelab, SHORT, scenarioFile, temporaryFolder, total } from '../support/joulelab.ts';
import { loadImages } from '../support/own-engine.ts';
import { type Rootless, startRootless, withoutRootless } from '../support/rootless-engine.ts';
import { bench, expectAllTasks, figuresOf } from './runtimes/bench.ts';
import { outcomes, probe, SOON, WORKS } from './runtimes/probe.ts';

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
  loadImages(engine.host, ['busybox:1.35', LABORATORY_IMAGE, ...EXAMPLE_IMAGES, ...UNSAFE_IMAGES]);
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
  const services = report.run.services?.map(({ name }) => name).join() ?? '';
  expect(services).toContain('rootlesskit (runtime service)');
  expect(services).toMatch(/(slirp4netns|pasta|vpnkit|gvisor-tap-vsock) \(runtime service\)/);
  const codes = report.run.warnings.map(({ code }) => code);
  if (report.run.engine?.cgroupDriver === 'none') {
    expect(codes).toEqual(expect.arrayContaining(['limits-ignored', 'container-process-tree']));
    expect(report.run.containers[0]?.accounting).toMatchObject({ method: 'process-tree', check: 'verified' });
    expect(total(report, 'Work', 'network_received_bytes_container', 'box')).toBeGreaterThanOrEqual(0);
    const figures = report.phases.find(({ name }) => name === 'Work')?.figures ?? [];
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
  const words = ['run', lighterExample(name, FEW.rootless), ...SHORT, '--quick', '--json'];
  const { exitCode, stdout, stderr } = await joulelab(words, { env: env() });
  expect(exitCode, stderr).toBe(0);
  EXAMPLE_CHECKS[name]?.(JSON.parse(stdout) as RunReport, FEW.rootless);
});

/** Where containers get no cgroups, nothing in them can make any. */
const UNSAFE_WITHOUT_CGROUPS: Readonly<Record<string, RegExp>> = {
  systemd: /container debian (has )?ended with exit code 255/,
  'docker-in-docker': /exited with 126.* mkdir \/sys\/fs\/cgroup\/\S+ permission denied/,
};

it.for(UNSAFE_EXAMPLES)(
  '%s fails in a rootless engine without cgroups, with the reason',
  async (name, context) => {
    if (docker('info', '--format', '{{.CgroupDriver}}').trim() !== 'none')
      context.skip('the engine has cgroups');
    const words = ['run', join(EXAMPLES_FOLDER, name), ...SHORT, '--allow-unsafe'];
    const { exitCode, stdout, stderr } = await joulelab(words, { env: env() });
    expect(`${stdout}\n${stderr}`.replaceAll(/\s+/g, ' ')).toMatch(UNSAFE_WITHOUT_CGROUPS[name] ?? /never/);
    expect(exitCode).toBe(1);
  },
);

/** What needs control groups. */
const WITHOUT_CGROUPS = {
  'cpu-limit': 'failed',
  'memory-limit': 'failed',
  'out-of-memory': 'skipped',
  pause: 'failed',
  'engine-stats': 'failed',
  'cpu-accounting': 'failed',
  'nested-engine': 'failed',
  systemd: 'failed',
};

it('the whole probe suite in a rootless engine: limits and nested systems need cgroups', async () => {
  const report = await probe(['runc', ...SOON], env());
  expect(report.engine.rootless).toBe(true);
  const { 'host-network': hosts, ...found } = outcomes(report, 'runc');
  // It is the user's network namespace before Docker 29.5.
  expect(hosts).toBe(isAtLeast(report.engine.version, '29.5') ? 'passed' : 'failed');
  const { 'host-network': _, ...works } = WORKS;
  expect(found).toEqual(report.engine.cgroupDriver === 'none' ? { ...works, ...WITHOUT_CGROUPS } : works);
});

it('a bench of a rootless engine beside the other one: what the kernel does not account for is absent', async () => {
  const { DOCKER_HOST: host, ...others } = env();
  const args = ['--quick', '--blocks', '1'];
  const report = await bench([`rootless=${host}`, ...args], others);
  expect(report.reference).toBe('runc');
  const rootless = report.arms.find(({ name }) => name === 'rootless');
  expect(rootless?.engine?.rootless).toBe(true);
  const figures = figuresOf(report.cells, 'syscalls', 'rootless');
  expectAllTasks(report.cells, ['runc', 'rootless']);
  for (const { machineCpuUs, durationUs } of figures) {
    expect(durationUs).toBeGreaterThan(0);
    expect(machineCpuUs).toBeDefined();
  }
  if (rootless?.engine?.cgroupDriver === 'none') {
    expect(rootless.notes).toEqual(['its engine does not enforce the limits']);
    for (const { memoryBytes } of figures) expect(memoryBytes).toBeUndefined();
  }
});
