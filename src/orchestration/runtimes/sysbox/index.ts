import { existsSync } from 'node:fs';
import type { VersionGate } from '../../../domain/runtimes.ts';
import { processesCalled } from '../../engine/daemon-process.ts';
import { binaryStatus } from '../binary-status.ts';
import { accountInContainerCgroup } from '../container-cgroup.ts';
import { lateNetworkGate, timeNamespaceGate } from '../engine-gates.ts';
import { isCalled } from '../names.ts';
import { files, kernel, processes } from '../requirements.ts';
import type { Runtime, RuntimeHost, SharedService } from '../runtime.ts';
import { engineWithRoot, subordinateIds, userNamespaces } from '../user-requirements.ts';
import { sysboxClaims } from './claims.ts';

const DAEMONS = ['sysbox-mgr', 'sysbox-fs'] as const;
const START = 'sudo systemctl start sysbox';

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
    engineWithRoot(host),
    kernel(host, '5.12', 'Sysbox needs ID-mapped mounts'),
    userNamespaces(host),
    subordinateIds(host, 'sysbox'),
    processes(host, DAEMONS, START),
    files(host, 'sockets of Sysbox', ['/run/sysbox/sysmgr.sock', '/run/sysbox/sysfs.sock'], START),
  ],
  gates: (version, _, host) => [
    ...timeNamespaceGate(
      { title: 'Sysbox', version, takes: { notUpTo: '0.7.0' }, source: 'nestybox/sysbox#1011, #1028' },
      host,
    ),
    ...innerResolverGate(host),
  ],
  sharedServices: ({ env }) =>
    DAEMONS.map((name): SharedService => {
      const v2 = `/system.slice/${name}.service`;
      if (existsSync(`${env.roots.cgroupfs}${v2}`)) return { name, cgroup: { v2 } };
      return { name, pids: processesCalled(env, name) };
    }).filter(({ cgroup, pids }) => cgroup !== undefined || (pids ?? []).length > 0),
  claims: sysboxClaims,
  accounting: accountInContainerCgroup,
  installation: {
    name: 'sysbox-runc',
    binary: 'sysbox-runc',
    packages: {},
    brings: ['subordinate ids', `${DAEMONS.join(' and ')} running`, 'sockets of Sysbox'],
    // Source: nestybox/sysbox, docs/user-guide/install-package.md; jq is what its installer uses.
    manual: [
      '# Stop and remove all containers first. Docker must not be the snap.',
      '# Packages are for Debian and Ubuntu, elsewhere it is built: https://github.com/nestybox/sysbox/releases',
      'sudo apt-get install jq',
      'sudo apt-get install ./sysbox-ce_VERSION.linux_amd64.deb',
      'systemctl is-active sysbox-mgr sysbox-fs',
    ],
    daemonEntry: { path: '/usr/bin/sysbox-runc' },
  },
};

/**
 * Only name resolution in containers of containers suffers: no reason to refuse. That it does follows from the code, no
 * discussion confirms it.
 */
function innerResolverGate(host: RuntimeHost): VersionGate[] {
  const source = 'nestybox/sysbox-runc, libcontainer/rootfs_linux.go (switchDockerDnsIP)';
  const boundary = { title: 'Sysbox', version: undefined, takes: { notUpTo: '0.7.0' }, source };
  return lateNetworkGate(boundary, host).map((gate) => ({
    ...gate,
    effect: 'warn',
    message: `Docker ${host.engine.facts.version} sets networks up late, so engines inside of Sysbox containers may resolve no names.`,
    advice: 'Give the inner engine a resolver: dockerd --dns ADDRESS.',
  }));
}
