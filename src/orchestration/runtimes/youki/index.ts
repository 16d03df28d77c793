import { binaryStatus } from '../binary-status.ts';
import { cgroups } from '../cgroup-requirements.ts';
import { accountInContainerCgroup } from '../container-cgroup.ts';
import { timeNamespaceGate } from '../engine-gates.ts';
import { isCalled } from '../names.ts';
import { inferred, nativeClaims, UNKNOWN } from '../native-claims.ts';
import { NATIVE_POLICY } from '../native-policy.ts';
import { kernel } from '../requirements.ts';
import { rootlessServices } from '../rootless/services.ts';
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
    // Its cgroup v1 manager serves hybrid machines too. Source: youki-dev/youki, crates/libcgroups/src/common.rs.
    cgroups(host, ['v1', 'hybrid', 'divided', 'v2']),
  ],
  gates: (version, _, host) =>
    timeNamespaceGate(
      { title: 'youki', version, takes: { since: '0.7.0' }, source: 'youki-dev/youki#3538, commit 59fbf00f' },
      host,
    ),
  sharedServices: rootlessServices,
  claims: {
    ...inferred(nativeClaims(), ['gpu']),
    'nested-engine': {
      says: 'partly',
      note: 'privileged; its own tests do, a development container did not',
      source: 'youki-dev/youki, tests/dind; youki-dev/youki#3342',
    },
    systemd: UNKNOWN,
    kubernetes: UNKNOWN,
  },
  accounting: accountInContainerCgroup,
  installation: {
    name: 'youki',
    binary: 'youki',
    packages: {},
    // Source: youki-dev/youki, docs/src/user/basic_setup.md; the static program needs nothing else.
    manual: [
      '# Choose a release, 0.7.0 or later: https://github.com/youki-dev/youki/releases',
      'VERSION=0.7.0',
      'curl -sSfL https://github.com/youki-dev/youki/releases/download/v$VERSION/youki-$VERSION-$(uname -m)-musl.tar.gz | sudo tar -xzC /usr/bin youki',
    ],
    daemonEntry: { path: '/usr/bin/youki' },
  },
};
