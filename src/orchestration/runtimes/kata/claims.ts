import type { Claims } from '../../../domain/runtimes.ts';
import { nativeClaims } from '../native-claims.ts';

/** Sources are files of kata-containers/kata-containers unless they say otherwise. */
export const kataClaims: Claims = {
  ...nativeClaims('docs/how-to/how-to-use-kata-with-docker.md'),
  'cpu-limit': {
    says: 'partly',
    note: 'sizes the virtual machine; joulelab always sets both limits',
    source: 'docs/how-to/how-to-size-sandbox-overhead-runtime-rs.md',
  },
  'memory-limit': {
    says: 'partly',
    note: 'sizes the virtual machine; joulelab always sets both limits',
    source: 'docs/how-to/how-to-size-sandbox-overhead-runtime-rs.md',
  },
  'out-of-memory': { says: 'unknown', source: 'no document was found' },
  pause: { says: 'unknown', source: 'no document was found' },
  'network-name': {
    says: 'no',
    note: 'joulelab uses fixed addresses instead',
    source: 'kata-containers#6688',
  },
  'host-network': { says: 'no', note: "may break the host's network", source: 'docs/Limitations.md' },
  'engine-stats': {
    says: 'partly',
    note: 'of the guest only',
    source: 'src/runtime/pkg/containerd-shim-v2/metrics.go',
  },
  'own-kernel': { says: 'yes', source: 'docs/design/architecture/README.md' },
  'kernel-modules': { says: 'yes', source: 'docs/how-to/how-to-load-kernel-modules-with-kata.md' },
  'nested-engine': {
    says: 'partly',
    note: '/var/lib/docker on tmpfs or a disk image',
    source: 'docs/how-to/how-to-run-docker-with-kata.md, kata-containers#10298',
  },
  systemd: { says: 'unknown', note: 'reported as failing', source: 'kata-containers#9950' },
  kubernetes: { says: 'unknown', source: 'no document was found' },
  gpu: {
    says: 'partly',
    note: 'VFIO with QEMU; the host then reads no GPU power',
    source: 'docs/hypervisors.md',
  },
};
