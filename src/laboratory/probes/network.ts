import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { inspect, makeNetwork, runToEnd, startSleeper } from './containers.ts';
import { ask, askCommand, GREETING, PEER_PORT, startPeer } from './peers.ts';
import { failed, type Probe, passed, skipped } from './probe.ts';

const LIMIT_MS = 40_000;

export const publishedPort: Probe = {
  capability: 'published-port',
  limitMs: LIMIT_MS,
  async examine(bench) {
    const network = await makeNetwork(bench);
    const peer = await startPeer(bench, network, ['--publish', `127.0.0.1::${PEER_PORT}`]);
    const template = `{{(index (index .NetworkSettings.Ports "${PEER_PORT}/tcp") 0).HostPort}}`;
    const port = Number(await inspect(bench, peer.id, template));
    const answer = await bench.until(() => greetingFrom(port), 5000);
    return answer === undefined
      ? failed(`nothing answers on port ${port} of the host`)
      : passed('the host reached the container through its port');
  },
};

/** What a port of this machine says; undefined where nothing does. */
async function greetingFrom(port: number): Promise<string | undefined> {
  const socket = connect({ host: '127.0.0.1', port, timeout: 2000 }).setEncoding('utf8');
  socket.on('timeout', () => socket.destroy());
  try {
    let said = '';
    for await (const text of socket) said += String(text);
    return said.trim() === GREETING ? said : undefined;
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

export const networkAddress: Probe = {
  capability: 'network-address',
  limitMs: LIMIT_MS,
  async examine(bench) {
    const network = await makeNetwork(bench);
    const peer = await startPeer(bench, network);
    const box = await startSleeper(bench, ['--network', network]);
    const answer = await ask(bench, box, peer.address);
    return answer === GREETING ? passed(`${peer.address} answered`) : failed(`${peer.address}: ${answer}`);
  },
};

export const networkName: Probe = {
  capability: 'network-name',
  limitMs: LIMIT_MS,
  async examine(bench) {
    const network = await makeNetwork(bench);
    await startPeer(bench, network);
    const box = await startSleeper(bench, ['--network', network]);
    const answer = await ask(bench, box, 'peer');
    return answer === GREETING ? passed('the peer answered to its name') : failed(`by name: ${answer}`);
  },
};

export const hostNetwork: Probe = {
  capability: 'host-network',
  limitMs: LIMIT_MS,
  async examine(bench) {
    if (bench.subject.runtime.isolation === 'virtual machine')
      return skipped("not tried: under a virtual machine it can break the host's network");
    const server = createServer((socket) => socket.end(`${GREETING}\n`)).listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const command = askCommand('127.0.0.1', port);
      const answer = await runToEnd(bench, { options: ['--network', 'host'], command });
      const said = `${answer.stdout}${answer.stderr}`.trim();
      return said === GREETING
        ? passed("a port of the host's loopback answered")
        : failed(`the host's loopback cannot be reached: ${said || `exit code ${answer.exitCode}`}`);
    } finally {
      server.close();
    }
  },
};
