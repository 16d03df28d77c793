import { binaryStatus } from '../binary-status.ts';
import { cgroups } from '../cgroup-requirements.ts';
import { accountInContainerCgroup } from '../container-cgroup.ts';
import { isCalled } from '../names.ts';
import { nativeClaims } from '../native-claims.ts';
import { NATIVE_POLICY } from '../native-policy.ts';
import { rootlessServices } from '../rootless/services.ts';
import type { Runtime } from '../runtime.ts';

/** The engine's default: processes in namespaces and cgroups of the host's kernel. Source: github.com/opencontainers/runc. */
export const runc: Runtime = {
  id: 'runc',
  title: 'runc',
  isolation: 'namespaces',
  recognise: (entry) =>
    entry.name === 'runc' ||
    /^io\.containerd\.(runc\.v\d|runtime\.v1\.linux)$/.test(entry.name) ||
    isCalled(entry, /^(runc|io\.containerd\.runc\.v\d|containerd-shim-runc-v\d)$/),
  async inspect(entry, engine) {
    const bundled = entry.path === undefined || entry.path === 'runc';
    if (!bundled || engine.runcVersion === undefined) return binaryStatus(entry);
    return { installed: true, version: engine.runcVersion };
  },
  policy: () => NATIVE_POLICY,
  requirements: async (_, host) => [cgroups(host, ['v1', 'hybrid', 'divided', 'v2'])],
  gates: () => [],
  sharedServices: rootlessServices,
  claims: nativeClaims(),
  accounting: accountInContainerCgroup,
};
