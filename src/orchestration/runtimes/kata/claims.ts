import type { Claim, Claims } from '../../../domain/runtimes.ts';
import { UNKNOWN } from '../native-claims.ts';

const SIZING: Claim = {
  says: 'partly',
  note: 'sizes the virtual machine; joulelab always sets both limits',
  source: 'docs/how-to/how-to-size-sandbox-overhead-runtime-rs.md',
};
const SHIM = 'src/runtime/pkg/containerd-shim-v2';

/** Sources are files of kata-containers/kata-containers unless they say otherwise; its tests under Docker are one container on the default network. */
export const kataClaims: Claims = {
  run: { says: 'yes', source: 'tests/integration/docker/gha-run.sh' },
  exec: { says: 'yes', source: SHIM },
  'exec-stdin': UNKNOWN,
  'exec-tty': UNKNOWN,
  logs: { says: 'yes', source: SHIM },
  stop: UNKNOWN,
  'health-check': { says: 'yes', note: 'inferred: they are commands', source: SHIM },
  'bind-mount': { says: 'yes', note: 'by virtio-fs', source: 'tests/integration/docker/gha-run.sh' },
  'cpu-limit': SIZING,
  'memory-limit': SIZING,
  'out-of-memory': { says: 'partly', note: 'not in full', source: 'docs/Limitations.md' },
  'published-port': UNKNOWN,
  'network-address': {
    says: 'yes',
    note: 'inferred: only the default network is tested',
    source: 'tests/integration/docker/gha-run.sh',
  },
  'network-name': {
    says: 'no',
    note: 'joulelab uses fixed addresses instead',
    source: 'kata-containers#6688',
  },
  'host-network': { says: 'no', note: "may break the host's network", source: 'docs/Limitations.md' },
  pause: UNKNOWN,
  'engine-stats': { says: 'partly', note: 'of the guest only', source: `${SHIM}/metrics.go` },
  'cpu-accounting': {
    says: 'partly',
    note: 'runtime-rs 4.1.0 or later in one cgroup, the Go shim in two',
    source: 'commit 1d578086, src/runtime/pkg/resourcecontrol/cgroups.go',
  },
  'network-accounting': { says: 'yes', note: 'inferred', source: 'docs/design/architecture/networking.md' },
  'own-kernel': { says: 'yes', source: 'docs/design/architecture/README.md' },
  'kernel-modules': { says: 'yes', source: 'docs/how-to/how-to-load-kernel-modules-with-kata.md' },
  'nested-engine': {
    says: 'partly',
    note: '/var/lib/docker on tmpfs or a disk image',
    source: 'docs/how-to/how-to-run-docker-with-kata.md, kata-containers#10298',
  },
  systemd: { says: 'unknown', note: 'reported as failing', source: 'kata-containers#9950' },
  kubernetes: UNKNOWN,
  gpu: {
    says: 'partly',
    note: 'VFIO with QEMU; the host then reads no GPU power (inferred)',
    source: 'docs/hypervisors.md, commit 023c2583',
  },
};
