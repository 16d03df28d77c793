import { existsSync } from 'node:fs';
import type { Environment } from '../../../domain/environment.ts';
import type { CgroupPaths } from '../../../domain/target.ts';
import { accountInContainerCgroup } from '../container-cgroup.ts';
import type { Accounting, RunningContainer } from '../runtime.ts';

/** The guest's eth0 is mirrored by a device that would count its bytes again. Source: kata-containers, networking.md. */
const MIRRORS = Array.from({ length: 16 }, (_, index) => `tap${index}_kata`);

/** Those that CPU time, memory, disk traffic and throttling are read from. */
const V1_CONTROLLERS = ['cpu', 'cpuacct', 'memory', 'blkio'];

/**
 * The hypervisor is the engine's pid and stands in a cgroup that names the container. Its helpers (shim, virtiofsd) are beside it
 * where the shim is told to part them. Source: kata-containers, src/runtime/pkg/resourcecontrol/cgroups.go.
 */
export function accountKata(container: RunningContainer, env: Environment): Accounting {
  const accounting = accountInContainerCgroup(container, env);
  const overhead = overheadCgroups(container.id, env);
  return {
    ...accounting,
    target: {
      ...accounting.target,
      ignoreInterfaces: ['lo', ...MIRRORS],
      ...(overhead.length === 0 ? {} : { overhead }),
    },
  };
}

function overheadCgroups(id: string, { roots }: Environment): CgroupPaths[] {
  const isV2 = existsSync(`${roots.cgroupfs}/cgroup.controllers`);
  // The second is how systemd expands the slice's name, the third what stands there if it were taken literally: both are inferred
  // from kata-containers, src/runtime-rs/crates/resource/src/cgroups.
  const places = [
    `/kata_overhead/${id}`,
    `/kata.slice/kata-overhead.slice/runtime-rs-${id}.scope`,
    `/kata-overhead.slice/runtime-rs-${id}.scope`,
  ];
  if (isV2) return places.filter((v2) => existsSync(`${roots.cgroupfs}${v2}`)).map((v2) => ({ v2 }));
  return places.flatMap((path) => {
    const there = V1_CONTROLLERS.filter((one) => existsSync(`${roots.cgroupfs}/${one}${path}`));
    return there.length === 0 ? [] : [{ v1: Object.fromEntries(there.map((one) => [one, path])) }];
  });
}
