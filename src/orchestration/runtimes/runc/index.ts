import { binaryStatus } from '../binary-status.ts';
import { accountInContainerCgroup } from '../container-cgroup.ts';
import type { Runtime } from '../runtime.ts';

/** The engine's default: processes in namespaces and cgroups of the host's kernel. Source: github.com/opencontainers/runc. */
export const runc: Runtime = {
  id: 'runc',
  title: 'runc',
  isolation: 'namespaces',
  recognise: ({ name, path }) =>
    name === 'runc' ||
    /^io\.containerd\.(runc\.v\d|runtime\.v1\.linux)$/.test(name) ||
    /(^|\/)runc$/.test(path ?? ''),
  async inspect(entry, engine) {
    const bundled = entry.path === undefined || entry.path === 'runc';
    if (!bundled || engine.runcVersion === undefined) return binaryStatus(entry);
    return { installed: true, version: engine.runcVersion };
  },
  policy: () => ({
    nameResolution: 'engine',
    bothLimits: false,
    privileged: 'engine',
    hostNetwork: true,
    notes: [],
  }),
  requirements: async () => [],
  gates: () => [],
  sharedServices: () => [],
  claims: {},
  accounting: accountInContainerCgroup,
};
