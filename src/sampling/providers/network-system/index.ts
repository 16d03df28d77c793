import { existsSync, readdirSync } from 'node:fs';
import type { Environment } from '../../../domain/environment.ts';
import type { Provider } from '../../provider.ts';
import { parseNetDev } from './parse.ts';

/** Bytes over the machine's network interfaces, from /proc/net/dev. */
export const networkSystem: Provider = {
  id: 'network-system',
  metrics: [
    {
      name: 'network_received_bytes_system',
      unit: 'bytes',
      kind: 'counter',
      scope: 'machine',
      details: 'sum',
      help: 'Bytes received over physical network interfaces; loopback, bridges and container links are left out.',
    },
    {
      name: 'network_sent_bytes_system',
      unit: 'bytes',
      kind: 'counter',
      scope: 'machine',
      details: 'sum',
      help: 'Bytes sent over physical network interfaces; loopback, bridges and container links are left out.',
    },
  ],
  probe(env) {
    if (existsSync(`${env.roots.procfs}/net/dev`) && physicalInterfaces(env).length > 0)
      return { available: true };
    return {
      available: false,
      reason: `${env.roots.sysfs}/class/net has no interface with a device behind it`,
      advice: 'Run joulelab on the host: a container sees only its own virtual interface.',
    };
  },
  plan(env, target) {
    if (target.kind !== 'machine') return [];
    const only = physicalInterfaces(env);
    if (only.length === 0) return [];
    return [
      { path: `${env.roots.procfs}/net/dev`, offset: 0, length: 32_768, role: 'net-dev', context: { only } },
    ];
  },
  parse(source, bytes, emit) {
    for (const { name, received, sent } of parseNetDev(bytes)) {
      if (source.context?.only?.includes(name) !== true) continue;
      emit({ metric: 'network_received_bytes_system', detail: name, value: received });
      emit({ metric: 'network_sent_bytes_system', detail: name, value: sent });
    }
  },
};

/** Interfaces with hardware (or a hypervisor's) behind them: what leaves the machine leaves through one of them. */
function physicalInterfaces(env: Environment): readonly string[] {
  const folder = `${env.roots.sysfs}/class/net`;
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => existsSync(`${folder}/${name}/device`));
}
