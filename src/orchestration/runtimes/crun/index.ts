import type { Requirement } from '../../../domain/runtimes.ts';
import { binaryStatus } from '../binary-status.ts';
import { cgroups } from '../cgroup-requirements.ts';
import { accountInContainerCgroup } from '../container-cgroup.ts';
import { isCalled } from '../names.ts';
import { inferred, nativeClaims } from '../native-claims.ts';
import { NATIVE_POLICY } from '../native-policy.ts';
import { rootlessServices } from '../rootless/services.ts';
import type { Runtime, RuntimeHost } from '../runtime.ts';

/** Like runc, written in C: containers start faster and in less memory. Source: github.com/containers/crun. */
export const crun: Runtime = {
  id: 'crun',
  title: 'crun',
  isolation: 'namespaces',
  recognise: (entry) => isCalled(entry, /^crun$/),
  inspect: binaryStatus,
  policy: () => NATIVE_POLICY,
  requirements: async (_, host) => [undivided(host)],
  gates: () => [],
  sharedServices: rootlessServices,
  claims: inferred(nativeClaims(), ['nested-engine', 'kubernetes', 'gpu']),
  accounting: accountInContainerCgroup,
  installation: {
    name: 'crun',
    binary: 'crun',
    // Sources: packages.debian.org, packages.ubuntu.com, packages.fedoraproject.org and archlinux.org, each under crun.
    packages: { debian: ['crun'], fedora: ['crun'], arch: ['crun'] },
    manual: ['# Take the program of a release: https://github.com/containers/crun/releases'],
    daemonEntry: { path: '/usr/bin/crun' },
  },
};

/**
 * Beside v1 crun takes a unified hierarchy only where no controller is in it, not even hugetlb.
 * Source: crun, src/libcrun/cgroup.c: "cgroups in hybrid mode not supported, drop all controllers from cgroupv2".
 */
function undivided(host: RuntimeHost): Requirement {
  const layout = cgroups(host, ['v1', 'hybrid', 'v2']);
  return layout.met === 'no' ? { ...layout, name: 'cgroup v1 or v2, not both', hopeless: true } : layout;
}
