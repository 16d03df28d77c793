import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Environment } from '../../domain/environment.ts';
import type { CgroupPaths, Target } from '../../domain/target.ts';
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
  const daemon = listenerOn(env, host);
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

/** The process called dockerd that has the engine's socket open. Undefined where that cannot be seen. */
function listenerOn(env: Environment, host: string): number | undefined {
  const path = /^unix:\/\/(.*)$/.exec(host)?.[1]?.replace(/^\/var\/run\//, '/run/');
  if (path === undefined) return undefined;
  // The list of sockets is that of a network namespace, and a rootless engine has its own.
  return processesCalled(env, 'dockerd').find((pid) => {
    const sockets = socketsAt(env, pid, path);
    return openFiles(env, pid).some((file) => sockets.includes(file));
  });
}

/** Sockets at a path as their descriptors are named. Source: proc_pid_net(5), unix: the inode is the seventh column. */
function socketsAt(env: Environment, pid: number, path: string): string[] {
  return readText(`${env.roots.procfs}/${pid}/net/unix`)
    .split('\n')
    .filter((line) => line.replace(' /var/run/', ' /run/').endsWith(` ${path}`))
    .map((line) => `socket:[${line.trim().split(/\s+/)[6]}]`);
}

/** The containerd that the daemon started itself, else the machine's own. */
function containerdOf(env: Environment, daemon: number): number[] {
  const all = processesCalled(env, 'containerd');
  const own = all.filter((pid) => parentOf(env, pid) === daemon);
  return own.length > 0 ? own : all.filter((pid) => parentOf(env, pid) === 1).slice(0, 1);
}

function processesCalled(env: Environment, name: string): number[] {
  return entries(env.roots.procfs)
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => readText(`${env.roots.procfs}/${pid}/comm`).trim() === name)
    .map(Number);
}

function parentOf(env: Environment, pid: number): number {
  return Number(/^PPid:\s*(\d+)$/m.exec(readText(`${env.roots.procfs}/${pid}/status`))?.[1] ?? 0);
}

function openFiles(env: Environment, pid: number): string[] {
  const folder = `${env.roots.procfs}/${pid}/fd`;
  return entries(folder).flatMap((fd) => {
    try {
      return [readlinkSync(`${folder}/${fd}`)];
    } catch {
      return [];
    }
  });
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Ended, or not allowed.
    return [];
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
