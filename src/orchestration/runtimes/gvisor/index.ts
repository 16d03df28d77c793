import type { RuntimeEntry } from '../../engine/engine.ts';
import { binaryStatus } from '../binary-status.ts';
import { accountInContainerCgroup } from '../container-cgroup.ts';
import { shimGate } from '../engine-gates.ts';
import { isCalled } from '../names.ts';
import { kernel, kvm } from '../requirements.ts';
import type { Runtime } from '../runtime.ts';
import { isAtLeast } from '../versions.ts';
import { gvisorClaims } from './claims.ts';

/** First release that boots a stock systemd. Source: google/gvisor, test/e2e/systemd_test.go, commit 6cd8de9e. */
const SYSTEMD_SINCE = '20260714';
/** First release whose shim takes the systemd cgroup driver by itself. Source: google/gvisor, commit e619c454. */
const SHIM_SYSTEMD_SINCE = '20260615';

/**
 * gVisor: a kernel in user space. The sandbox (sentry), the gofer and the stubs are all in the container's cgroup, and the
 * engine's pid is the sandbox, which is in the container's network namespace.
 * With its own network stack the engine's resolver cannot be reached; with `--network=host` as runtime argument it can.
 * Source: gvisor.dev, architecture guide "Resources", FAQ.
 */
export const gvisor: Runtime = {
  id: 'gvisor',
  title: 'gVisor',
  isolation: 'kernel in user space',
  recognise: (entry) =>
    /^runsc(-|$)/.test(entry.name) ||
    isCalled(entry, /^(runsc|io\.containerd\.(run\.)?runsc\.v1|containerd-shim-runsc-v1)$/),
  inspect: binaryStatus,
  policy: (entry) => {
    const hostStack = hasArgument(entry, 'network', 'host');
    return {
      nameResolution: hostStack ? 'engine' : 'hosts',
      bothLimits: false,
      privileged: 'engine',
      hostNetwork: hostStack,
      notes: [
        'memory of programs is counted as shared memory and cache, where gVisor keeps it',
        ...(hostStack ? ["uses the network stack of the host's kernel, not gVisor's own"] : []),
      ],
    };
  },
  requirements: async (entry, host) => [
    kernel(host, '5.6', 'gVisor supports no older one'),
    ...(hasArgument(entry, 'platform', 'kvm') ? [kvm(host)] : []),
  ],
  gates: (version, entry, host) => {
    const { engine } = host;
    const isShim = entry.path === undefined && engine.facts.cgroupDriver === 'systemd';
    if (!isShim || isAtLeast(version, SHIM_SYSTEMD_SINCE) !== false) return shimGate(entry, host);
    return [
      ...shimGate(entry, host),
      {
        effect: 'refuse',
        message: `The shim of gVisor ${version} does not take the systemd cgroup driver.`,
        advice: `Update to release-${SHIM_SYSTEMD_SINCE} or later, or register runsc by its path.`,
        source: 'google/gvisor, commit e619c454',
      },
    ];
  },
  sharedServices: () => [],
  claims: gvisorClaims,
  accounting: accountInContainerCgroup,
  installation: {
    name: 'runsc',
    binary: 'runsc',
    packages: {},
    // Source: google/gvisor, g3doc/user_guide/install.md.
    manual: [
      `# release-${SYSTEMD_SINCE} or later where systemd is to run in containers: https://gvisor.dev/docs/user_guide/install/`,
      '# Debian and Ubuntu, from its own repository:',
      'curl -fsSL https://gvisor.dev/archive.key | sudo gpg --dearmor -o /usr/share/keyrings/gvisor-archive-keyring.gpg',
      'echo "deb [arch=$(dpkg --print-architecture) signed-by=/usr/share/keyrings/gvisor-archive-keyring.gpg] https://storage.googleapis.com/gvisor/releases release main" | sudo tee /etc/apt/sources.list.d/gvisor.list',
      'sudo apt-get update && sudo apt-get install runsc',
      '# Elsewhere: the programs of a release into /usr/bin, readable and executable for all.',
    ],
    daemonEntry: { path: '/usr/bin/runsc' },
  },
};

function hasArgument({ args }: RuntimeEntry, name: string, value: string): boolean {
  const given = args.flatMap((arg) => arg.split(/\s+/));
  return given.some((arg, index) => {
    const word = arg.replace(/^-+/, '');
    return word === `${name}=${value}` || (word === name && given[index + 1] === value);
  });
}
