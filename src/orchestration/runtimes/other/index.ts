import { binaryStatus } from '../binary-status.ts';
import { accountInContainerCgroup } from '../container-cgroup.ts';
import type { Runtime } from '../runtime.ts';

/** Any runtime that joulelab does not know: treated like runc, and accounted in the container's cgroup if there is one. */
export const other: Runtime = {
  id: 'other',
  title: 'another OCI runtime',
  isolation: 'unknown',
  recognise: () => true,
  inspect: binaryStatus,
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
