import { execFileSync, spawn } from 'node:child_process';
import { accessSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import type { RunReport } from '../../src/domain/report.ts';
import { leftProcesses } from '../support/engine.ts';
import { joulelab, repository, SHORT, scenarioFile, temporaryFolder, total } from '../support/joulelab.ts';

/** Where distributions and Docker's own packages put it. */
const SCRIPT = ['/usr/bin/dockerd-rootless.sh', '/usr/share/docker.io/contrib/dockerd-rootless.sh'].find(
  (path) => existsSync(path),
);

function withoutRootless(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can make the user that the engine runs as';
  if (SCRIPT === undefined) return 'dockerd-rootless.sh is not installed';
  const needed = ['rootlesskit', 'slirp4netns', 'newuidmap', 'setpriv'];
  const missing = needed.filter(
    (name) => !['/usr/bin', '/bin'].some((folder) => existsSync(join(folder, name))),
  );
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`;
  for (const path of ['/dev/net/tun', '/etc/subuid', '/etc/subgid'])
    if (!existsSync(path)) return `there is no ${path}`;
  return undefined;
}
const reason = withoutRootless();

type Rootless = AsyncDisposable & { readonly host: string };

async function startRootless(): Promise<Rootless> {
  const folder = mkdtempSync(join(tmpdir(), 'joulelab-rootless-'));
  const host = `unix://${folder}/run/docker.sock`;
  const log = openSync(`${folder}/log`, 'a');
  const script = join(repository, 'test/support/rootless-engine.sh');
  const words = ['--mount', script, folder, SCRIPT ?? ''];
  const child = spawn('unshare', words, { stdio: ['ignore', log, log], detached: true });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const disposable = {
    host,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await Promise.race([ended, delay(15_000)]);
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
    },
  };
  for (let round = 0; round < 150 && child.exitCode === null; round += 1) {
    try {
      accessSync(`${folder}/run/docker.sock`);
      execFileSync('docker', ['--host', host, 'version'], { stdio: 'ignore' });
      return disposable;
    } catch {
      await delay(200);
    }
  }
  const said = readFileSync(`${folder}/log`, 'utf8').slice(-2000);
  await disposable[Symbol.asyncDispose]();
  throw new Error(`the rootless engine does not start:\n${said}`);
}

afterEach(() => expect(leftProcesses()).toEqual([]));

it('a rootless engine: the scenario runs, and what cannot be known or enforced is a warning', async (context) => {
  if (reason !== undefined) context.skip(reason);
  await using engine = await startRootless();
  const docker = (...args: string[]) =>
    execFileSync('docker', ['--host', engine.host, ...args], { encoding: 'utf8' });
  const image = execFileSync('docker', ['save', 'busybox:1.35'], { maxBuffer: 1e9 });
  execFileSync('docker', ['--host', engine.host, 'load'], {
    input: image,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const state = temporaryFolder();
  const env = { JOULELAB_STATE_DIR: state, JOULELAB_LOCK_FILE: `${state}/lock`, DOCKER_HOST: engine.host };
  const file = scenarioFile(`
name: Rootless
services:
  box: { image: "busybox:1.35", command: sleep infinity, init: true, mem_limit: 64m, volumes: ["kept:/kept"] }
volumes:
  kept:
flow:
  - name: Work
    container: box
    commands: [{ type: console, shell: sh, command: "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo done > /kept/it" }]
`);
  const { exitCode, stdout, stderr } = await joulelab(['run', file, ...SHORT, '--json'], { env });
  if (exitCode !== 0) throw new Error(`exit status ${exitCode}:\n${stderr}`);
  const report = JSON.parse(stdout) as RunReport;
  expect(report.run.engine?.rootless).toBe(true);
  const codes = report.run.warnings.map(({ code }) => code);
  if (report.run.engine?.cgroupDriver === 'none') {
    expect(codes).toEqual(expect.arrayContaining(['limits-ignored', 'no-container-cgroup']));
    // No figure is made up for a container that the kernel does not account for.
    const figures = report.phases.flatMap((phase) => phase.figures);
    expect(figures.filter(({ metric }) => metric === 'cpu_time_container')).toEqual([]);
  } else {
    expect(total(report, 'Work', 'cpu_time_container', 'box')).toBeGreaterThan(1000);
  }
  expect(total(report, 'Work', 'cpu_time_system', 'machine')).toBeGreaterThan(0);
  const left = [docker('ps', '--all', '--quiet'), docker('volume', 'ls', '--quiet')].join('').trim();
  expect(left).toBe('');
});
