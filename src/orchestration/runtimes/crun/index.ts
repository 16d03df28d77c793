import { binaryStatus } from '../binary-status.ts';
import { accountInContainerCgroup } from '../container-cgroup.ts';
import { isCalled } from '../names.ts';
import { nativeClaims } from '../native-claims.ts';
import { NATIVE_POLICY } from '../native-policy.ts';
import { cgroups } from '../requirements.ts';
import { rootlessServices } from '../rootless/index.ts';
import type { Runtime } from '../runtime.ts';

/** Like runc, written in C: containers start faster and in less memory. Source: github.com/containers/crun. */
export const crun: Runtime = {
  id: 'crun',
  title: 'crun',
  isolation: 'namespaces',
  recognise: (entry) => isCalled(entry, /^crun$/),
  inspect: binaryStatus,
  policy: () => NATIVE_POLICY,
  // Source: crun, src/libcrun/cgroup.c: "cgroups in hybrid mode not supported".
  requirements: async (_, host) => [cgroups(host, ['v1', 'v2'])],
  gates: () => [],
  sharedServices: rootlessServices,
  claims: nativeClaims('containers/crun, README.md and crun.1.md'),
  accounting: accountInContainerCgroup,
  installation: {
    name: 'crun',
    binary: 'crun',
    packages: { debian: ['crun'], fedora: ['crun'], arch: ['crun'], suse: ['crun'] },
    manual: ['# Take the program of a release: https://github.com/containers/crun/releases'],
    daemonEntry: { path: '/usr/bin/crun' },
  },
};
