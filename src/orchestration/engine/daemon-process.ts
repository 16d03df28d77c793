import { readdirSync, readlinkSync } from 'node:fs';
import type { Environment } from '../../domain/environment.ts';
import { readText } from '../read-text.ts';

/** The process called dockerd that has the engine's socket open. Undefined where that cannot be seen. */
export function daemonOf(env: Environment, host: string): number | undefined {
  const path = /^unix:\/\/(.*)$/.exec(host)?.[1]?.replace(/^\/var\/run\//, '/run/');
  if (path === undefined) return undefined;
  // The list of sockets is that of a network namespace, and a rootless engine has its own.
  return processesCalled(env, 'dockerd').find((pid) => {
    const sockets = socketsAt(env, pid, path);
    return openFiles(env, pid).some((file) => sockets.includes(file));
  });
}

/** Processes by their name, of which the kernel keeps 15 characters. Source: proc_pid_comm(5). */
export function processesCalled({ roots }: Environment, name: string): number[] {
  const kept = name.slice(0, 15);
  return processes(roots.procfs).filter((pid) => readText(`${roots.procfs}/${pid}/comm`).trim() === kept);
}

/** 0 where it has none, or has ended. */
export function parentOf({ roots }: Environment, pid: number): number {
  return Number(/^PPid:\s*(\d+)$/m.exec(readText(`${roots.procfs}/${pid}/status`))?.[1] ?? 0);
}

/** The words with which a process was started; none where it has ended. Source: proc_pid_cmdline(5). */
export function argumentsOf({ roots }: Environment, pid: number): string[] {
  return readText(`${roots.procfs}/${pid}/cmdline`).split('\0').filter(Boolean);
}

function processes(procfs: string): number[] {
  return entries(procfs)
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number);
}

/** Sockets at a path as their descriptors are named. Source: proc_pid_net(5), unix: the inode is the seventh column. */
function socketsAt(env: Environment, pid: number, path: string): string[] {
  return readText(`${env.roots.procfs}/${pid}/net/unix`)
    .split('\n')
    .filter((line) => line.replace(' /var/run/', ' /run/').endsWith(` ${path}`))
    .map((line) => `socket:[${line.trim().split(/\s+/)[6]}]`);
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
