import type { Claim, Claims } from '../../../domain/runtimes.ts';
import { UNKNOWN } from '../native-claims.ts';

const TESTS = 'test/e2e/integration_test.go';
const QUICK_START = 'g3doc/user_guide/quick_start/docker.md';
const RESOURCES = 'g3doc/architecture_guide/resources.md';
const inTests = (name: string): Claim => ({ says: 'yes', source: `${TESTS} (${name})` });

/** Sources are files of google/gvisor unless they say otherwise; its tests run under Docker. */
export const gvisorClaims: Claims = {
  run: inTests('TestLifeCycle'),
  exec: inTests('TestConnectToSelf'),
  'exec-stdin': UNKNOWN,
  'exec-tty': UNKNOWN,
  logs: inTests('TestConnectToSelf'),
  stop: inTests('TestLifeCycle'),
  'health-check': {
    says: 'yes',
    note: 'inferred: they are commands',
    source: `${TESTS} (TestConnectToSelf)`,
  },
  'bind-mount': inTests('TestTmpMount'),
  'cpu-limit': { says: 'yes', note: 'of the whole sandbox', source: `${QUICK_START}, ${RESOURCES}` },
  'memory-limit': {
    says: 'yes',
    note: 'of the whole sandbox',
    source: `${TESTS} (TestMemLimit), ${RESOURCES}`,
  },
  'out-of-memory': UNKNOWN,
  'published-port': { says: 'yes', source: QUICK_START },
  'network-address': { says: 'yes', source: 'g3doc/user_guide/FAQ.md' },
  'network-name': {
    says: 'partly',
    note: 'not with its own network stack; joulelab uses fixed addresses there',
    source: 'g3doc/user_guide/FAQ.md, google/gvisor#7469',
  },
  'host-network': {
    says: 'partly',
    note: 'needs --network=host as runtime argument',
    source: 'g3doc/user_guide/networking.md, runsc/sandbox/network.go',
  },
  pause: inTests('TestPauseResume'),
  'engine-stats': {
    says: 'partly',
    note: 'registered by path; the shim tells its own view',
    source: 'pkg/shim/v1/runsc/container.go, google/gvisor#12723',
  },
  'cpu-accounting': { says: 'yes', source: RESOURCES },
  'network-accounting': { says: 'yes', note: 'inferred', source: 'runsc/sandbox/sandbox.go' },
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
  kubernetes: UNKNOWN,
  gpu: { says: 'partly', note: '--nvproxy, and a supported driver', source: 'g3doc/user_guide/gpu.md' },
};
