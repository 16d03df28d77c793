import type { VersionGate } from '../../../domain/runtimes.ts';
import type { RuntimeEntry } from '../../engine/engine.ts';
import { lateNetworkGate, shimGate, timeNamespaceGate } from '../engine-gates.ts';
import { isCalled } from '../names.ts';
import { device, kvm } from '../requirements.ts';
import type { Runtime, RuntimeHost } from '../runtime.ts';
import { engineWithRoot } from '../user-requirements.ts';
import { isAtLeast } from '../versions.ts';
import { accountKata } from './accounting.ts';
import { kataClaims } from './claims.ts';
import { kataStatus } from './status.ts';

/**
 * Kata Containers: every container in a virtual machine of its own. Two shims: the one in Rust (runtime-rs), the default since
 * 4.0.0, and the one in Go. Source: github.com/kata-containers/kata-containers, docs/installation.md.
 */
export const kata: Runtime = {
  id: 'kata',
  title: 'Kata Containers',
  isolation: 'virtual machine',
  recognise: (entry) =>
    isCalled(
      entry,
      /^(io\.containerd\.(run\.)?kata[\w-]*\.v2|containerd-shim-kata[\w-]*-v2|kata-runtime)$/,
    ) ||
    (entry.path === undefined && /^kata(-|$)/.test(entry.name)),
  inspect: kataStatus,
  policy: () => ({
    nameResolution: 'hosts',
    bothLimits: true,
    privileged: 'guest',
    hostNetwork: false,
    notes: [
      'memory is that of the virtual machine: what the guest has touched once stays in it',
      "the engine's own statistics show the guest only, joulelab's the whole virtual machine",
    ],
  }),
  requirements: async (_, host) => [
    kvm(host),
    device(host, 'vhost-vsock', 'vhost_vsock'),
    device(host, 'vhost-net', 'vhost_net'),
    engineWithRoot(host),
  ],
  gates: (version, entry, host) => [
    ...shimGate(entry, host),
    ...kataGates(version, isRust(entry, version), host),
  ],
  sharedServices: () => [],
  claims: kataClaims,
  accounting: accountKata,
  installation: {
    name: 'kata',
    binary: 'containerd-shim-kata-v2',
    packages: {},
    // Source: kata-containers, docs/how-to/how-to-use-kata-with-docker.md and docs/installation.md.
    manual: [
      '# Choose a static release, 4.1.0 or later, for amd64 or arm64: https://github.com/kata-containers/kata-containers/releases',
      'tar -xf kata-static-VERSION-amd64.tar.zst',
      'sudo mv opt/kata /opt/',
      'sudo modprobe --all vhost_vsock vhost_net',
      '# With the package kata-tools, more about the machine: kata-ctl check all',
    ],
    daemonEntry: {
      runtimeType: '/opt/kata/runtime-rs/bin/containerd-shim-kata-v2',
      options: {
        ConfigPath: '/opt/kata/share/defaults/kata-containers/runtime-rs/configuration-qemu-runtime-rs.toml',
      },
    },
  },
};

/** Whether the shim is the one in Rust; undefined where neither path nor version tells. */
function isRust(
  { runtimeType = '', configPath = '' }: RuntimeEntry,
  version: string | undefined,
): boolean | undefined {
  if (`${runtimeType} ${configPath}`.includes('runtime-rs')) return true;
  if (runtimeType.startsWith('/opt/kata/bin/')) return false;
  return isAtLeast(version, '4.0.0');
}

function kataGates(version: string | undefined, rust: boolean | undefined, host: RuntimeHost): VersionGate[] {
  const gates: VersionGate[] = [
    ...lateNetworkGate(
      {
        title: 'Kata Containers',
        version,
        takes: { since: rust === false ? '3.29.0' : '3.30.0' },
        source: 'kata-containers#11960, commits 19bb8746 and f7878cc3',
      },
      host,
    ),
    ...timeNamespaceGate(
      {
        title: 'Kata Containers',
        version,
        takes: { since: '3.32.0' },
        source: 'kata-containers#13080, commit f9eafb33',
      },
      host,
    ),
  ];
  if (rust === true && isAtLeast(version, '4.1.0') === false)
    gates.push({
      effect: 'warn',
      message: `Kata Containers ${version} may leave memory of the virtual machine in the cgroup of containerd.`,
      advice: 'Update to 4.1.0 or later.',
      source: 'kata-containers, commit 1d578086',
    });
  if (rust === false)
    gates.push({
      effect: 'warn',
      message:
        'The Go shim splits a container between two cgroups, and a program may start before its network is there.',
      advice: 'Use runtime-rs, or set sandbox_cgroup_only=true in its configuration.',
      source: 'kata-containers, docs/releases/4.1.0.md, commit f7878cc3',
    });
  return gates;
}
