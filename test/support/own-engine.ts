import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A Docker engine of the test's own, which may be killed and restarted without disturbing anybody. */
export type OwnEngine = AsyncDisposable & {
  /** Value for DOCKER_HOST. */
  readonly host: string;
  docker(...args: string[]): string;
  /** Its network namespace, as a path: what is `the host` to its containers. */
  networkNamespace(): string;
  /** Starts it (again) and resolves when it answers. */
  start(): Promise<void>;
  /** SIGTERM lets it end its containers, SIGKILL does not. Resolves when it has ended. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
};

/** Why there can be no engine of the test's own here; undefined where there can. */
export function withoutOwnEngine(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can start a container engine';
  try {
    execFileSync('dockerd', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'there is no dockerd on PATH';
  }
}

/** OCI runtimes to be registered, as daemon.json has them. */
export type RegisteredRuntimes = Readonly<Record<string, { path: string; runtimeArgs?: readonly string[] }>>;

/** Images are copied from the usual engine; `busybox:1.35` where none is said. */
export type EngineSettings = { readonly images?: readonly string[]; readonly runtimes?: RegisteredRuntimes };

/** Starts an engine with its own socket, data and networks, with the given images and runtimes. */
export async function startOwnEngine({
  images = ['busybox:1.35'],
  runtimes = {},
}: EngineSettings = {}): Promise<OwnEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'joulelab-engine-'));
  const host = `unix://${folder}/engine.sock`;
  const pools = [{ base: '10.213.0.0/16', size: 24 }];
  writeFileSync(`${folder}/daemon.json`, JSON.stringify({ 'default-address-pools': pools, runtimes }));
  let child: ChildProcess | undefined;
  const docker = (...args: string[]): string =>
    execFileSync('docker', ['--host', host, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();

  const start = async () => {
    const log = openSync(`${folder}/log`, 'a');
    const places = [
      '--data-root',
      `${folder}/data`,
      '--exec-root',
      `${folder}/run`,
      '--pidfile',
      `${folder}/pid`,
    ];
    const network = ['--bridge', 'none', '--iptables=false'];
    const options = ['--config-file', `${folder}/daemon.json`, '--host', host, ...places, ...network];
    // In a network namespace of its own: an engine without the usual bridge removes the one that it finds, another engine's.
    const program = ['sh', '-c', 'ip link set lo up && exec dockerd "$@"', 'dockerd'];
    child = spawn('unshare', ['--net', ...program, ...options], {
      stdio: ['ignore', log, log],
      detached: true,
    });
    for (let round = 0; round < 150; round += 1) {
      if (answers(docker)) return;
      if (child.exitCode !== null) break;
      await delay(200);
    }
    throw new Error(`the engine does not start:\n${readFileSync(`${folder}/log`, 'utf8').slice(-2000)}`);
  };
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    const ending = child;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill(signal);
    await ended;
    // The next engine would wait for a containerd that is about to end, and for whoever has its process id then.
    await endContainerd(folder);
    for (const file of ['pid', 'run/containerd/containerd.pid']) rmSync(`${folder}/${file}`, { force: true });
  };

  await start();
  loadImages(host, images);
  return {
    host,
    docker,
    networkNamespace: () => `/proc/${child?.pid}/ns/net`,
    start,
    end,
    async [Symbol.asyncDispose]() {
      await end('SIGTERM');
      unmountBelow(folder);
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}

/** Copies images from the usual engine into another one. Layers that they share are copied once. */
export function loadImages(host: string, images: readonly string[]): void {
  execFileSync(
    'sh',
    ['-c', 'host=$1; shift; docker save "$@" | docker --host "$host" load', 'sh', host, ...images],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
}

/** Cgroups of containers that this engine made since then, as folders: a runtime that was killed leaves them. */
export function leftCgroups(engine: OwnEngine, sinceUnixS: string): string[] {
  const created = ['--filter', 'type=container', '--filter', 'event=create', '--format', '{{.ID}}'];
  const until = String(Date.now() / 1000);
  const ids = engine.docker('events', '--since', sinceUnixS, '--until', until, ...created).split('\n');
  const found = execFileSync(
    'find',
    [
      '/sys/fs/cgroup',
      '-ignore_readdir_race',
      '-type',
      'd',
      '-regextype',
      'egrep',
      '-regex',
      '.*[0-9a-f]{64}.*',
    ],
    {
      encoding: 'utf8',
    },
  );
  return found.split('\n').filter((folder) => ids.some((id) => id !== '' && folder.includes(id)));
}

function answers(docker: OwnEngine['docker']): boolean {
  try {
    docker('version');
    return true;
  } catch {
    return false;
  }
}

/** An engine that was killed leaves its containerd for a moment. */
async function endContainerd(folder: string): Promise<void> {
  const file = `${folder}/run/containerd/containerd.pid`;
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8'));
  for (let round = 0; round < 50 && isOurs(pid, folder); round += 1) {
    if (round === 0) process.kill(pid, 'SIGTERM');
    await delay(100);
  }
}

/** A killed engine leaves its containers' mounts. */
function unmountBelow(folder: string): void {
  const points = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '');
  for (const point of points.filter((one) => one.startsWith(`${folder}/`)).toReversed()) {
    execFileSync('umount', [point], { stdio: 'ignore' });
  }
}

function isOurs(pid: number, folder: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
  } catch {
    return false;
  }
}
