import { binaryStatus } from '../binary-status.ts';
import { accountInContainerCgroup } from '../container-cgroup.ts';
import { timeNamespaceGate } from '../engine-gates.ts';
import { isCalled } from '../names.ts';
import { nativeClaims } from '../native-claims.ts';
import { NATIVE_POLICY } from '../native-policy.ts';
import { cgroups, kernel } from '../requirements.ts';
import { rootlessServices } from '../rootless/index.ts';
import type { Runtime } from '../runtime.ts';

/** Like runc, written in Rust. Source: github.com/youki-dev/youki. */
export const youki: Runtime = {
  id: 'youki',
  title: 'youki',
  isolation: 'namespaces',
  recognise: (entry) => isCalled(entry, /^youki$/),
  inspect: binaryStatus,
  policy: () => NATIVE_POLICY,
  requirements: async (_, host) => [
    kernel(host, '5.3', 'the least that its README names'),
    cgroups(host, ['v1', 'hybrid', 'v2']),
  ],
  gates: (version, _, host) =>
    timeNamespaceGate(
      { title: 'youki', version, since: '0.7.0', source: 'youki-dev/youki#3538, commit 59fbf00f' },
      host,
    ),
  sharedServices: rootlessServices,
  claims: {
    ...nativeClaims('youki-dev/youki, README.md and docs/src/user/basic_setup.md'),
    systemd: { says: 'unknown', source: 'no document was found' },
    kubernetes: { says: 'unknown', source: 'no document was found' },
  },
  accounting: accountInContainerCgroup,
  installation: {
    name: 'youki',
    binary: 'youki',
    packages: { arch: ['youki'] },
    manual: [
      '# Take the program of a release, 0.7.0 or later: https://github.com/youki-dev/youki/releases',
      'sudo install -m 755 youki /usr/bin/youki',
    ],
    daemonEntry: { path: '/usr/bin/youki' },
  },
};
