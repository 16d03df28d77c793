/**
 * Where the kernel's file trees are. The whole program runs against another tree when `JOULELAB_KERNEL_ROOT` names a
 * folder with `proc`, `sys` and `dev` in it: how machines that are not at hand are tested.
 */
export type KernelRoots = {
  readonly procfs: string;
  readonly sysfs: string;
  readonly cgroupfs: string;
  readonly dev: string;
};

/** What a provider or runtime may look at. */
export type Environment = { readonly roots: KernelRoots };

/** The roots below `prefix`; the real machine's for ''. */
export function kernelRoots(prefix = ''): KernelRoots {
  return {
    procfs: `${prefix}/proc`,
    sysfs: `${prefix}/sys`,
    cgroupfs: `${prefix}/sys/fs/cgroup`,
    dev: `${prefix}/dev`,
  };
}
