import type { Claim, Claims } from '../../domain/runtimes.ts';

/** What every runtime that follows the OCI runtime specification gives through the engine, on the host's kernel. */
export function nativeClaims(source: string): Claims {
  const yes: Claim = { says: 'yes', source };
  return {
    run: yes,
    exec: yes,
    'exec-stdin': yes,
    'exec-tty': yes,
    logs: yes,
    stop: yes,
    'health-check': yes,
    'bind-mount': yes,
    'cpu-limit': yes,
    'memory-limit': yes,
    'out-of-memory': yes,
    'published-port': yes,
    'network-address': yes,
    'network-name': yes,
    'host-network': yes,
    pause: yes,
    'engine-stats': yes,
    'cpu-accounting': yes,
    'network-accounting': yes,
    'own-kernel': { says: 'no', note: "the host's kernel", source },
    'kernel-modules': { says: 'no', note: 'would change the kernel of the host', source },
    'nested-engine': { says: 'yes', note: 'privileged', source },
    systemd: { says: 'partly', note: 'privileged, or a writable cgroup', source },
    kubernetes: { says: 'partly', note: 'privileged', source },
    gpu: { says: 'yes', note: 'NVIDIA Container Toolkit', source },
  };
}
