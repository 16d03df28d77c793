/**
 * Where the kernel accounts a container's or a command's resources.
 *
 * Paths are relative to the `cgroupfs` root and begin with `/`; `v1` has one path a controller. On a hybrid machine
 * both are present. Source: cgroups(7), /proc/PID/cgroup.
 */
export type CgroupPaths = {
  readonly v2?: string;
  readonly v1?: Readonly<Record<string, string>>;
};

/** Something whose resource use is recorded. A stopped container is no target: state is in the type. */
export type Target =
  | { readonly kind: 'machine' }
  | {
      readonly kind: 'container';
      /** The container's name in the scenario, as shown in reports. */
      readonly name: string;
      readonly id: string;
      /** First process as the host sees it; its network namespace is the container's. */
      readonly pid: number;
      readonly cgroup: CgroupPaths;
      /** Cgroups outside of it that serve this container alone: a virtual machine's helpers. Rows of their own in the report. */
      readonly overhead?: readonly CgroupPaths[];
      /** Cgroup of the run's own around the container's: it counts the same and outlives it, so that last values are kept. */
      readonly lasting?: CgroupPaths;
      /** Where no cgroup is the container's own: the engine's process whose descendants are the container's (its shim). */
      readonly treeRoot?: number;
      /** False where the container has no network namespace of its own (`--network host`). */
      readonly ownNetwork: boolean;
      /** Interfaces that would count bytes twice or never left the container; `lo` as a rule. */
      readonly ignoreInterfaces: readonly string[];
    }
  | {
      readonly kind: 'command';
      readonly name: string;
      readonly pid: number;
      /** Absent where no cgroup could be made: then the process tree is accounted through its parent. */
      readonly cgroup?: CgroupPaths;
      /** Process whose children's times hold the command's once it has been waited for. */
      readonly parentPid: number;
    }
  | {
      /** What runs beside containers: the engine, a runtime's helpers, system services. Only its CPU time is recorded. */
      readonly kind: 'service';
      readonly name: string;
      readonly cgroup?: CgroupPaths;
      /** Where no cgroup is its own: its processes, each for itself. */
      readonly pids?: readonly number[];
    }
  | { readonly kind: 'tool'; readonly name: 'recorder' | 'orchestrator'; readonly pid: number };

/** Names of targets that are there in every run: no container can have one of them. */
export const OWN_TARGETS = ['machine', 'recorder', 'orchestrator'] as const;

/** The name under which a target's series are stored: `machine`, a container's name, `recorder`… */
export function targetName(target: Target): string {
  return target.kind === 'machine' ? 'machine' : target.name;
}
