import { binaryStatus } from '../binary-status.ts';
import { accountInContainerCgroup } from '../container-cgroup.ts';
import type { Runtime } from '../runtime.ts';

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
  recognise: ({ name, path }) =>
    /^runsc(-|$)/.test(name) || name === 'io.containerd.runsc.v1' || /(^|\/)runsc$/.test(path ?? ''),
  inspect: binaryStatus,
  policy: () => ({
    nameResolution: 'hosts',
    bothLimits: false,
    privileged: 'engine',
    hostNetwork: false,
    notes: [],
  }),
  requirements: async () => [],
  gates: () => [],
  sharedServices: () => [],
  claims: {},
  accounting: accountInContainerCgroup,
};
