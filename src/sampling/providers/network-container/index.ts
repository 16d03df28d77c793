import { existsSync } from 'node:fs';
import type { Provider } from '../../provider.ts';
import { parseContainerNetwork } from './parse.ts';

/** Bytes over a container's own network interfaces, from /proc/PID/net/dev. */
export const networkContainer: Provider = {
  id: 'network-container',
  metrics: [
    {
      name: 'network_received_bytes_container',
      unit: 'bytes',
      kind: 'counter',
      scope: 'target',
      details: 'sum',
      help: 'Bytes that the container received over its interfaces, from other containers too; loopback is left out.',
    },
    {
      name: 'network_sent_bytes_container',
      unit: 'bytes',
      kind: 'counter',
      scope: 'target',
      details: 'sum',
      help: 'Bytes that the container sent over its interfaces, to other containers too; loopback is left out.',
    },
  ],
  probe(env) {
    if (existsSync(`${env.roots.procfs}/net/dev`)) return { available: true };
    return {
      available: false,
      reason: `${env.roots.procfs}/net/dev does not exist`,
      advice: 'Run joulelab on a kernel with networking and with /proc mounted.',
    };
  },
  plan(env, target) {
    if (target.kind !== 'container' || !target.ownNetwork) return [];
    const path = `${env.roots.procfs}/${target.pid}/net/dev`;
    if (!existsSync(path)) return [];
    const ignore = ['lo', ...target.ignoreInterfaces];
    return [{ path, offset: 0, length: 8192, role: 'net-dev', context: { ignore } }];
  },
  parse: (source, bytes, emit) => parseContainerNetwork(bytes, source.context?.ignore ?? ['lo'], emit),
};
