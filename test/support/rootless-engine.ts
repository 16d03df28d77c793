import { execFileSync, spawn } from 'node:child_process';
import { accessSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { repository } from './joulelab.ts';

/** Where distributions and Docker's own packages put it. */
const SCRIPT = ['/usr/bin/dockerd-rootless.sh', '/usr/share/docker.io/contrib/dockerd-rootless.sh'].find(
  (path) => existsSync(path),
);

/** Why there can be no rootless engine here; undefined where there can. */
export function withoutRootless(): string | undefined {
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

/** A rootless Docker engine of the test's own; `host` is a value for DOCKER_HOST. */
export type Rootless = AsyncDisposable & { readonly host: string };

/** Starts one, and resolves when it answers. It has no images yet. */
export async function startRootless(): Promise<Rootless> {
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
