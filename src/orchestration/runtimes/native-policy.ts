import type { RuntimePolicy } from './runtime.ts';

/** For runtimes that start processes in namespaces of the host's kernel: nothing is done differently. */
export const NATIVE_POLICY: RuntimePolicy = {
  nameResolution: 'engine',
  bothLimits: false,
  privileged: 'engine',
  hostNetwork: true,
  notes: [],
};
