import type { Claims } from '../../../domain/runtimes.ts';
import { nativeClaims } from '../native-claims.ts';

/** Sources are files of google/gvisor unless they say otherwise. */
export const gvisorClaims: Claims = {
  ...nativeClaims('g3doc/user_guide/quick_start/docker.md'),
  'network-name': {
    says: 'partly',
    note: 'not with its own network stack; joulelab uses fixed addresses there',
    source: 'g3doc/user_guide/FAQ.md, google/gvisor#7469',
  },
  'host-network': {
    says: 'partly',
    note: 'needs --network=host as runtime argument',
    source: 'g3doc/user_guide/networking.md',
  },
  'engine-stats': {
    says: 'partly',
    note: 'registered by path; the shim tells its own view',
    source: 'pkg/shim/v1/runsc/container.go, google/gvisor#12723',
  },
  'own-kernel': { says: 'yes', note: 'in user space', source: 'g3doc/architecture_guide' },
  'kernel-modules': { says: 'no', source: 'pkg/sentry/syscalls/linux/linux64.go' },
  'nested-engine': {
    says: 'yes',
    note: '--cap-add all, and options of the inner engine',
    source: 'g3doc/user_guide/tutorials/docker-in-gvisor.md',
  },
  systemd: {
    says: 'partly',
    note: 'release-20260714 or later, privileged, --mount-cgroup-v2 as runtime argument',
    source: 'test/e2e/systemd_test.go',
  },
  kubernetes: { says: 'unknown', source: 'no document was found' },
  gpu: { says: 'partly', note: '--nvproxy, and a supported driver', source: 'g3doc/user_guide/gpu.md' },
};
