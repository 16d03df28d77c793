import { binaryStatus } from '../binary-status.ts';
import { accountInContainerCgroup } from '../container-cgroup.ts';
import { NATIVE_POLICY } from '../native-policy.ts';
import type { Runtime } from '../runtime.ts';

/** Any runtime that joulelab does not know: treated like runc, and accounted in the container's cgroup if there is one. */
export const other: Runtime = {
  id: 'other',
  title: 'another OCI runtime',
  isolation: 'unknown',
  recognise: () => true,
  inspect: binaryStatus,
  policy: () => NATIVE_POLICY,
  requirements: async () => [],
  gates: () => [],
  sharedServices: () => [],
  claims: {},
  accounting: accountInContainerCgroup,
};
