import type { Claim, Claims } from '../../../domain/runtimes.ts';
import { UNKNOWN } from '../native-claims.ts';

const tested = (file: string): Claim => ({ says: 'yes', source: `tests/${file}` });
const LIMITATIONS = 'docs/user-guide/limitations.md';

/** Sources are files and issues of nestybox/sysbox. It is a fork of runc, which alone is no source for what its own tests do not show. */
export const sysboxClaims: Claims = {
  run: tested('docker/basic.bats'),
  exec: tested('docker/basic.bats'),
  'exec-stdin': UNKNOWN,
  'exec-tty': UNKNOWN,
  logs: UNKNOWN,
  stop: tested('docker/basic.bats'),
  'health-check': UNKNOWN,
  'bind-mount': {
    says: 'yes',
    note: 'ID-mapped mounts, else files belong to nobody',
    source: 'docs/user-guide/storage.md',
  },
  'cpu-limit': tested('cgroup/cgroup.bats'),
  'memory-limit': tested('cgroup/cgroup.bats'),
  'out-of-memory': UNKNOWN,
  'published-port': UNKNOWN,
  'network-address': tested('docker/net.bats'),
  'network-name': tested('docker/dns.bats'),
  'host-network': { says: 'no', source: LIMITATIONS },
  pause: UNKNOWN,
  'engine-stats': { says: 'no', note: 'wrong on cgroup v2', source: 'issue 714' },
  'cpu-accounting': {
    says: 'yes',
    note: 'inferred; the work of sysbox-fs and sysbox-mgr is outside',
    source: 'nestybox/sysbox-runc, libcontainer/cgroups/systemd/v2.go',
  },
  'network-accounting': { says: 'yes', note: 'inferred', source: 'moby/moby, daemon/libnetwork' },
  'own-kernel': { says: 'no', note: "the host's kernel", source: 'README.md' },
  'kernel-modules': { says: 'no', source: LIMITATIONS },
  'nested-engine': { says: 'yes', note: 'without privileges', source: 'docs/user-guide/dind.md' },
  systemd: { says: 'yes', note: 'without privileges', source: 'docs/user-guide/systemd.md' },
  kubernetes: { says: 'yes', source: 'docs/user-guide/features.md and kind.md' },
  gpu: { says: 'no', note: 'by bind mounts made by hand only', source: 'issues 50 and 1039' },
};
