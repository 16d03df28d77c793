import { existsSync } from 'node:fs';
import type { Environment } from '../../domain/environment.ts';
import type { CgroupPaths, Target } from '../../domain/target.ts';
import { daemonOf, parentOf, processesCalled } from '../engine/daemon-process.ts';
import type { ScenarioRun } from '../scenario-run.ts';
import { cgroupsOf } from './cgroups-of.ts';

type Service = Extract<Target, { kind: 'service' }>;

/** Slices of systemd's that hold what no other row does. Source: systemd.special(7). */
const SLICES = [
  ['system services', '/system.slice'],
  ['user sessions', '/user.slice'],
] as const;

/**
 * What is accounted beside containers: the engine, the helpers that a runtime's containers share, and the machine's slices,
 * wide ones first. Names have a blank, which no container's has.
 */
export function findServices({ job, plan }: Pick<ScenarioRun, 'job' | 'plan'>): Service[] {
  const { env, engine } = job;
  const runtimes = new Set([...plan.runtimes.values()].map(({ runtime }) => runtime));
  const shared = [...runtimes].flatMap((runtime) => runtime.sharedServices({ env, engine }));
  return [
    ...slices(env),
    ...engineServices(env, { host: engine.host, cgroupDriver: engine.facts.cgroupDriver }),
    ...shared.map(({ name, cgroup, pids }): Service => {
      const place = cgroup === undefined ? { pids: pids ?? [] } : { cgroup };
      return { kind: 'service', name: `${name} (runtime service)`, ...place };
    }),
  ];
}

export function slices({ roots }: Environment): Service[] {
  const root = existsSync(`${roots.cgroupfs}/cgroup.controllers`)
    ? roots.cgroupfs
    : `${roots.cgroupfs}/unified`;
  return SLICES.flatMap(([name, v2]): Service[] =>
    existsSync(`${root}${v2}/cpu.stat`) ? [{ kind: 'service', name, cgroup: { v2 } }] : [],
  );
}

/** The engine's daemons: by the cgroup of their systemd unit, else by their processes. */
export function engineServices(
  env: Environment,
  { host, cgroupDriver }: { readonly host: string; readonly cgroupDriver: string },
): Service[] {
  const daemon = daemonOf(env, host);
  if (daemon === undefined) return [];
  const processes = [daemon, ...containerdOf(env, daemon)];
  // Where containers have no cgroups they are in the engine's.
  const units = cgroupDriver === 'none' ? [] : processes.map((pid) => unitOf(cgroupsOf(env, pid)));
  const byUnit = new Map(
    units.flatMap((unit) => (unit === undefined ? [] : [[JSON.stringify(unit), unit] as const])),
  );
  if (byUnit.size > 0 && !units.includes(undefined))
    return [...byUnit.values()].map((cgroup, index): Service => {
      return {
        kind: 'service',
        name: index === 0 ? 'container engine' : 'container engine (containerd)',
        cgroup,
      };
    });
  return [{ kind: 'service', name: 'container engine', pids: processes }];
}

/** The cgroup of a systemd service, which holds nothing but the service. */
function unitOf({ v1, v2 }: CgroupPaths): CgroupPaths | undefined {
  const cpuacct = v1?.['cpuacct'];
  if (cpuacct?.endsWith('.service') === true) return { v1: { cpuacct } };
  return v2?.endsWith('.service') === true ? { v2 } : undefined;
}

/** The containerd that the daemon started itself, else the machine's own. */
function containerdOf(env: Environment, daemon: number): number[] {
  const all = processesCalled(env, 'containerd');
  const own = all.filter((pid) => parentOf(env, pid) === daemon);
  return own.length > 0 ? own : all.filter((pid) => parentOf(env, pid) === 1).slice(0, 1);
}
