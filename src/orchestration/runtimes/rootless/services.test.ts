import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Environment, kernelRoots } from '../../../domain/environment.ts';
import type { RuntimeHost } from '../runtime.ts';
import { rootlessServices } from './services.ts';

type Process = {
  readonly name: string;
  readonly parent: number;
  readonly words?: readonly string[];
  readonly socket?: string;
};

/** Processes as Docker 20.10 with rootlesskit 1.1 starts them; pasta's words are those of rootlesskit 2, pkg/network/pasta/pasta.go. */
function machine(processes: Readonly<Record<number, Process>>): Environment {
  const root = mkdtempSync(join(tmpdir(), 'joulelab-rootless-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [pid, { name, parent, words = [name], socket }] of Object.entries(processes)) {
    const folder = join(root, 'proc', pid);
    mkdirSync(join(folder, 'fd'), { recursive: true });
    mkdirSync(join(folder, 'net'));
    writeFileSync(join(folder, 'comm'), `${name}\n`);
    writeFileSync(join(folder, 'status'), `Name:\t${name}\nPPid:\t${parent}\n`);
    writeFileSync(join(folder, 'cmdline'), `${words.join('\0')}\0`);
    if (socket === undefined) continue;
    const line = `0000000000000000: 00000002 00000000 00010000 0001 01 ${pid} ${socket}\n`;
    writeFileSync(join(folder, 'net', 'unix'), line);
    symlinkSync(`socket:[${pid}]`, join(folder, 'fd', '3'));
  }
  return { roots: kernelRoots(root) };
}

const SLIRP = (child: number) => ['slirp4netns', '--mtu', '65520', '-r', '3', String(child), 'tap0'];

/** Engines of users 1000 and 1001 beside the machine's own. */
const TWO_USERS: Readonly<Record<number, Process>> = {
  50: { name: 'dockerd', parent: 1, socket: '/run/docker.sock' },
  100: { name: 'rootlesskit', parent: 90 },
  101: { name: 'exe', parent: 100 },
  102: { name: 'dockerd', parent: 101, socket: '/run/user/1000/docker.sock' },
  103: { name: 'slirp4netns', parent: 100, words: SLIRP(101) },
  200: { name: 'rootlesskit', parent: 1 },
  201: { name: 'exe', parent: 200 },
  202: { name: 'dockerd', parent: 201, socket: '/run/user/1001/docker.sock' },
  // It has left its parent.
  203: { name: 'pasta', parent: 1, words: ['pasta', '--stderr', '--ns-ifname=tap0', '201'] },
  // Podman's, for one container.
  204: {
    name: 'pasta',
    parent: 1,
    words: ['pasta', '--config-net', '--netns', '/run/user/1001/netns/netns-1'],
  },
};

const host = (env: Environment, path: string, rootless = true) =>
  ({ env, engine: { host: `unix://${path}`, facts: { rootless } } }) as RuntimeHost;

test.each([
  [
    'by parentage',
    '/run/user/1000/docker.sock',
    [
      ['rootlesskit', 100, 101],
      ['slirp4netns', 103],
    ],
  ],
  [
    'by the namespaces served',
    '/run/user/1001/docker.sock',
    [
      ['rootlesskit', 200, 201],
      ['pasta', 203],
    ],
  ],
  ['none where the daemon is not seen', '/run/user/1002/docker.sock', []],
])("an engine's helpers: %s", (_, path, expected) => {
  const found = rootlessServices(host(machine(TWO_USERS), path));
  expect(found.map(({ name, pids = [] }) => [name, ...pids])).toEqual(expected);
});

test('an engine with root has none', () => {
  expect(rootlessServices(host(machine(TWO_USERS), '/run/docker.sock', false))).toEqual([]);
});
