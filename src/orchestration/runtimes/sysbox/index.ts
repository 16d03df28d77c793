import { existsSync } from 'node:fs';
import type { Claims } from '../../../domain/runtimes.ts';
import { binaryStatus } from '../binary-status.ts';
import { accountInContainerCgroup } from '../container-cgroup.ts';
import { lateNetworkGate, timeNamespaceGate } from '../engine-gates.ts';
import { isCalled } from '../names.ts';
import { nativeClaims } from '../native-claims.ts';
import { kernel, look, pidsCalled, processes, subordinateIds, userNamespaces } from '../requirements.ts';
import type { Runtime, RuntimeHost, SharedService } from '../runtime.ts';
import { isAtLeast } from '../versions.ts';

const DAEMONS = ['sysbox-mgr', 'sysbox-fs'] as const;
const LIMITATIONS = 'nestybox/sysbox, docs/user-guide/limitations.md';

/**
 * Sysbox: runc with a user namespace for every container and with faked parts of /proc and /sys, so that systemd and container
 * engines run in containers without privileges. Two daemons serve all containers; their work is outside of the containers' cgroups.
 * The container's first process is in a child of its cgroup, which accounting cuts off.
 */
export const sysbox: Runtime = {
  id: 'sysbox',
  title: 'Sysbox',
  isolation: 'user namespace',
  recognise: (entry) => isCalled(entry, /^sysbox-runc$/),
  inspect: binaryStatus,
  policy: (_, engine) => ({
    nameResolution: 'engine',
    bothLimits: false,
    privileged: 'refused',
    hostNetwork: false,
    // Made while the container is created, where there is a default route already: Docker makes it later since 28.
    makesResolverAlias: Number.parseInt(engine.facts.version, 10) < 28,
    notes: ['sysbox-mgr and sysbox-fs work for all containers and have rows of their own'],
  }),
  requirements: async (_, host) => [
    rootful(host),
    kernel(host, '5.12', 'Sysbox needs ID-mapped mounts'),
    userNamespaces(host),
    subordinateIds(host, 'sysbox'),
    processes(host, DAEMONS, 'sudo systemctl start sysbox'),
  ],
  gates: (version, _, host) => [
    // The mending is merged and was in no release up to 0.7.0; what comes later is not held back.
    ...(isAtLeast(version, '0.7.1') === true
      ? []
      : timeNamespaceGate(
          { title: 'Sysbox', version, since: undefined, source: 'nestybox/sysbox#1011, #1028' },
          host,
        )),
    // Only name resolution in containers of containers suffers: no reason to refuse.
    ...lateNetworkGate(
      {
        title: 'Sysbox',
        version: undefined,
        since: undefined,
        source: 'nestybox/sysbox-runc, libcontainer/rootfs_linux.go (switchDockerDnsIP)',
      },
      host,
    ).map((gate) => ({
      ...gate,
      effect: 'warn' as const,
      message: `Docker ${host.engine.facts.version} sets networks up late, so engines inside of Sysbox containers may resolve no names.`,
      advice: 'Give the inner engine a resolver: dockerd --dns ADDRESS.',
    })),
  ],
  sharedServices: ({ env }) =>
    DAEMONS.map((name): SharedService => {
      const v2 = `/system.slice/${name}.service`;
      if (existsSync(`${env.roots.cgroupfs}${v2}`)) return { name, cgroup: { v2 } };
      return { name, pids: pidsCalled(env, [name]).map(({ pid }) => pid) };
    }).filter(({ cgroup, pids }) => cgroup !== undefined || (pids ?? []).length > 0),
  claims: claims(),
  accounting: accountInContainerCgroup,
  installation: {
    name: 'sysbox-runc',
    binary: 'sysbox-runc',
    packages: {},
    manual: [
      '# Stop and remove all containers first. Docker must not be the snap.',
      '# Package for Debian and Ubuntu: https://github.com/nestybox/sysbox/releases',
      'sudo apt-get install ./sysbox-ce_VERSION.linux_amd64.deb',
      'systemctl is-active sysbox-mgr sysbox-fs',
    ],
    daemonEntry: { path: '/usr/bin/sysbox-runc' },
  },
};

function rootful(host: RuntimeHost) {
  return look('engine with root', host, () =>
    host.engine.facts.rootless
      ? { met: 'no', seen: 'the engine is rootless', advice: 'Use the engine of the machine.' }
      : { met: 'yes', seen: 'yes' },
  );
}

function claims(): Claims {
  return {
    ...nativeClaims('nestybox/sysbox, README.md'),
    'host-network': { says: 'no', source: LIMITATIONS },
    'engine-stats': { says: 'no', note: 'wrong on cgroup v2', source: 'nestybox/sysbox#714' },
    'kernel-modules': { says: 'no', source: LIMITATIONS },
    'nested-engine': { says: 'yes', note: 'without privileges', source: 'nestybox/sysbox, README.md' },
    systemd: { says: 'yes', note: 'without privileges', source: 'nestybox/sysbox, README.md' },
    kubernetes: { says: 'yes', source: 'nestybox/sysbox, docs/user-guide/features.md' },
    gpu: { says: 'no', note: 'by bind mounts only', source: 'nestybox/sysbox#50, #1039' },
  };
}
