import { tryNested } from './nested.ts';
import type { Probe } from './probe.ts';

/** A node of k3s without what a node does not need. Source: docs.k3s.io, "Server CLI". */
const COMMAND = [
  'server',
  '--disable',
  'traefik',
  '--disable',
  'metrics-server',
  '--disable',
  'servicelb',
] as const;

export const kubernetes: Probe = {
  capability: 'kubernetes',
  limitMs: 300_000,
  examine: (bench) =>
    tryNested(bench, {
      image: bench.images.k3s,
      options: ['--tmpfs', '/run', '--tmpfs', '/var/run'],
      command: COMMAND,
      async lacks(container) {
        const answer = await bench.docker(['exec', container, 'kubectl', 'get', 'nodes', '--no-headers']);
        return / Ready /.test(answer.stdout) ? undefined : 'the node is not ready';
      },
    }),
};
