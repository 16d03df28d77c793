import { errorLine, makeNetwork } from './containers.ts';
import { type Nested, tryNested } from './nested.ts';
import { askCommand, GREETING, type Peer, serveCommand, startPeer } from './peers.ts';
import { type Bench, type Finding, failed, type Probe, passed, skipped } from './probe.ts';
import type { Rights } from './rights.ts';

/** What systemd wants writable. Source: systemd.io, "The Container Interface". */
const TEMPORARY = ['--tmpfs', '/run', '--tmpfs', '/run/lock', '--tmpfs', '/tmp'] as const;

/**
 * systemd manages cgroups. Under the host's kernel it mounts those of the container's own namespace in place of the engine's
 * read-only ones; the host's are not shared: a systemd makes folders in them and remounts them read-only for the whole host.
 */
function startSystemd({ subject }: Bench): {
  readonly options: readonly string[];
  readonly command: readonly string[];
} {
  const hostKernel = ['namespaces', 'unknown'].includes(subject.runtime.isolation);
  if (!hostKernel || subject.privileged !== 'engine') return { options: [], command: [SYSTEMD] };
  return {
    options: ['--cgroupns', 'private'],
    command: ['sh', '-c', `umount -R /sys/fs/cgroup; exec ${SYSTEMD}`],
  };
}

const SYSTEMD = '/lib/systemd/systemd';

export const systemd: Probe = {
  capability: 'systemd',
  limitMs: 120_000,
  async examine(bench) {
    let state = '';
    const { options, command } = startSystemd(bench);
    return await tryNested(bench, {
      image: bench.images.systemd,
      options: [...TEMPORARY, ...options],
      command,
      async lacks(container) {
        const answer = await bench.docker(['exec', container, 'systemctl', 'is-system-running']);
        state = answer.stdout.trim();
        return SETTLED.includes(state)
          ? undefined
          : `systemd is ${state || `not to be asked: ${errorLine(answer)}`}`;
      },
      async judge(container, rights) {
        if (state === 'running') return passed(`running, ${rights.words}`);
        const units = await bench.docker([
          'exec',
          container,
          'systemctl',
          'list-units',
          '--failed',
          '--plain',
          '--no-legend',
        ]);
        const names = units.stdout
          .split('\n')
          .map((line) => line.split(' ')[0])
          .filter(Boolean);
        return failed(`${state} ${rights.words}; failed: ${names.join(', ') || 'no unit'}`);
      },
    });
  },
};

/** States in which systemd has done what it would do. Source: systemctl(1), is-system-running. */
const SETTLED = ['running', 'degraded', 'maintenance'];

export const nestedEngine: Probe = {
  capability: 'nested-engine',
  limitMs: 150_000,
  async examine(bench) {
    const { engine: image } = bench.images;
    if ('missing' in image) return skipped(image.missing);
    const network = await makeNetwork(bench);
    const peer = await startPeer(bench, network);
    return await tryNested(bench, engineIn(bench, network, peer));
  },
};

/**
 * The container's cgroups are made writable, so that those of inner containers are below them and not beside them on the host. Only
 * `--privileged` does so by itself.
 */
const OPEN_CGROUPS =
  'for tree in /sys/fs/cgroup /sys/fs/cgroup/*; do mount -o remount,bind,rw "$tree" 2>/dev/null; done;';

function engineIn(bench: Bench, outerNetwork: string, peer: Peer): Nested {
  const inner = (container: string, ...words: string[]) =>
    bench.docker(['exec', container, 'docker', ...words]);
  const hostsKernel = bench.subject.runtime.isolation !== 'kernel in user space';
  // A kernel in user space has no packet filter that the engine could use, and not all mounts that the image's start script makes.
  const engine = hostsKernel
    ? '$(command -v dockerd-entrypoint.sh) dockerd'
    : 'dockerd --iptables=false --ip6tables=false';
  return {
    image: bench.images.engine,
    // Its layers can lie on no overlay of the outer engine. Without the variable the published image makes certificates.
    options: [
      '--network',
      outerNetwork,
      '--cgroupns',
      'private',
      '--tmpfs',
      '/var/lib/docker:exec',
      '--env',
      'DOCKER_TLS_CERTDIR=',
    ],
    command: ['sh', '-c', `${OPEN_CGROUPS} exec ${engine} --host unix:///var/run/docker.sock`],
    async lacks(container) {
      const answer = await inner(container, 'version', '--format', '{{.Server.Version}}');
      return answer.exitCode === 0 ? undefined : 'the inner engine does not answer';
    },
    judge: (container, rights) => runInner(bench, container, peer, rights),
  };
}

/**
 * Inner containers of an inner network ask each other by name, and one asks the peer of the outer network by address. Whether it finds that one
 * by name too is told, but not judged: an engine passes a resolver on a loopback address, such as the outer one's, on to nobody.
 */
async function runInner(bench: Bench, outer: string, peer: Peer, rights: Rights): Promise<Finding> {
  const { main } = bench.images;
  const inner = (...words: string[]) => bench.docker(['exec', outer, 'docker', ...words]);
  const load = ['exec', '--interactive', outer, 'docker', 'load', '--quiet'];
  const loaded = await bench.docker(load, { outputOf: ['save', main] });
  if (loaded.exitCode !== 0)
    return failed(`${rights.words} the engine answers, but takes no image: ${errorLine(loaded)}`);
  const alone = await inner('run', '--rm', '--network', 'none', main, 'echo', 'inside');
  if (alone.exitCode !== 0)
    return failed(`${rights.words} the engine answers, but runs nothing: ${errorLine(alone)}`);
  const network = await inner('network', 'create', 'inside');
  if (network.exitCode !== 0)
    return failed(`${rights.words} an inner container runs, but there is no network: ${errorLine(network)}`);
  const onNetwork = ['run', '--network', 'inside'];
  const server = await inner(...onNetwork, '--detach', '--name', 'server', main, ...serveCommand());
  const client = await inner(...onNetwork, '--detach', '--name', 'client', main, 'sleep', 'infinity');
  if (server.exitCode !== 0 || client.exitCode !== 0)
    return failed(
      `${rights.words} an inner container gets no network: ${errorLine(server.exitCode === 0 ? client : server)}`,
    );
  const asked = async (host: string) =>
    (await inner('exec', 'client', ...askCommand(host))).stdout.trim() === GREETING;
  const byName = await bench.until(async () => (await asked('server')) || undefined, 10_000);
  if (!byName) return failed(`${rights.words} inner containers run, but do not find each other by name`);
  if (!(await asked(peer.address)))
    return failed(`${rights.words} inner containers find each other, but do not reach the outer network`);
  const outerNames = (await asked('peer'))
    ? 'names of the outer network too'
    : 'but not names of the outer network';
  return passed(
    `inner containers find each other by name and reach the outer network, ${outerNames}; ${rights.words}`,
  );
}
