import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Requirement } from '../../domain/runtimes.ts';
import { rootOf } from './daemon-json.ts';
import type { RuntimeHost } from './runtime.ts';
import { isAtLeast } from './versions.ts';

/** Looks at the machine only where the engine runs on it; elsewhere nothing is known. */
export function look(
  name: string,
  { engine }: RuntimeHost,
  see: () => Omit<Requirement, 'name'>,
): Requirement {
  if (!engine.host.startsWith('unix://'))
    return { name, met: 'unknown', seen: 'the engine is on another machine' };
  return { name, ...see() };
}

/** At least a kernel version. */
export function kernel(host: RuntimeHost, least: string, why: string): Requirement {
  return look(`kernel ${least} or later`, host, () => {
    const release = readText(`${host.env.roots.procfs}/sys/kernel/osrelease`).trim();
    const enough = isAtLeast(release, least);
    if (enough === undefined) return { met: 'unknown', seen: 'the kernel does not tell its version' };
    return enough
      ? { met: 'yes', seen: release }
      : { met: 'no', seen: release, advice: `Use a kernel ${least} or later: ${why}.` };
  });
}

/**
 * Whether virtual machines can run. A device that opens is no proof: on some machines guests hang. So the best answer that
 * looking can give is "unknown"; a probe gives the other one.
 */
export function kvm(host: RuntimeHost): Requirement {
  const { env } = host;
  return look('KVM', host, () => {
    const node = `${env.roots.dev}/kvm`;
    const cpuinfo = readText(`${env.roots.procfs}/cpuinfo`);
    const isX86 = /^flags\s*:/m.test(cpuinfo);
    if (isX86 && !/^flags\s*:.*\b(vmx|svm)\b/m.test(cpuinfo)) {
      const advice =
        'Enable VT-x or AMD-V in the firmware; in a virtual machine enable nested virtualisation on its host.';
      const there = existsSync(node) ? ', though /dev/kvm is there' : '';
      return { met: 'no', seen: `the CPU shows no vmx or svm flag${there}`, advice };
    }
    if (!existsSync(node)) {
      const advice =
        'Load the module: sudo modprobe kvm_intel (or kvm_amd). Containers need the device passed in.';
      return { met: 'no', seen: 'there is no /dev/kvm', advice };
    }
    if (!allowed(node))
      return {
        met: 'unknown',
        seen: '/dev/kvm is there, this user may not open it; the engine may',
      };
    return {
      met: 'unknown',
      seen: '/dev/kvm can be opened; whether guests really run shows only by trying',
    };
  });
}

/** Kernel modules by their device: /dev/vhost-vsock. */
export function device(host: RuntimeHost, name: string, module: string): Requirement {
  return look(`/dev/${name}`, host, () =>
    existsSync(`${host.env.roots.dev}/${name}`)
      ? { met: 'yes', seen: 'present' }
      : { met: 'no', seen: 'missing', advice: `sudo modprobe ${module}` },
  );
}

/** Unprivileged user namespaces. Source: Debian's sysctl, kernel Documentation/admin-guide/sysctl/user.rst. */
export function userNamespaces(host: RuntimeHost): Requirement {
  const sysctl = `${host.env.roots.procfs}/sys`;
  return look('user namespaces', host, () => {
    const clone = readText(`${sysctl}/kernel/unprivileged_userns_clone`).trim();
    const most = readText(`${sysctl}/user/max_user_namespaces`).trim();
    if (clone === '0')
      return {
        met: 'no',
        seen: 'kernel.unprivileged_userns_clone is 0',
        advice: 'sudo sysctl -w kernel.unprivileged_userns_clone=1',
      };
    if (most === '0')
      return {
        met: 'no',
        seen: 'user.max_user_namespaces is 0',
        advice: 'sudo sysctl -w user.max_user_namespaces=28633',
      };
    return most === ''
      ? { met: 'unknown', seen: 'the kernel does not tell' }
      : { met: 'yes', seen: `up to ${most}` };
  });
}

/** A range of ids for a user in /etc/subuid and /etc/subgid. */
export function subordinateIds(host: RuntimeHost, user: string): Requirement {
  return look('subordinate ids', host, () => {
    const counts = ['subuid', 'subgid'].map((file) => {
      const text = readText(`${rootOf(host.env)}/etc/${file}`);
      return text
        .split('\n')
        .map((line) => line.split(':'))
        .filter(([name]) => name === user)
        .reduce((sum, [, , count]) => sum + Number(count), 0);
    });
    const fewest = Math.min(...counts);
    if (fewest >= 65_536) return { met: 'yes', seen: `${fewest} for ${user}` };
    const advice = `sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${user}`;
    return {
      met: 'no',
      seen: `/etc/subuid and /etc/subgid give ${user} ${fewest}, 65536 are needed`,
      advice,
    };
  });
}

/** Control groups: which of the three layouts. */
export function cgroups(host: RuntimeHost, fit: readonly ('v1' | 'hybrid' | 'v2')[]): Requirement {
  return look('cgroup', host, () => {
    const { cgroupfs } = host.env.roots;
    const seen = existsSync(`${cgroupfs}/cgroup.controllers`)
      ? 'v2'
      : existsSync(`${cgroupfs}/unified`)
        ? 'hybrid'
        : 'v1';
    if (fit.includes(seen)) return { met: 'yes', seen };
    const advice = `Boot with cgroup ${fit.includes('v2') ? 'v2: systemd.unified_cgroup_hierarchy=1 on the kernel command line' : fit.join(' or ')}.`;
    return { met: 'no', seen, advice };
  });
}

/** Programs that must be running, by name. */
export function processes(host: RuntimeHost, names: readonly string[], advice: string): Requirement {
  return look(`${names.join(' and ')} running`, host, () => {
    const running = new Set(pidsCalled(host.env, names).map(({ name }) => name));
    const missing = names.filter((name) => !running.has(name));
    return missing.length === 0
      ? { met: 'yes', seen: 'running' }
      : { met: 'no', seen: `${missing.join(' and ')} not running`, advice };
  });
}

/** Processes by their name as the kernel has it, 15 characters. Source: proc_pid_comm(5). */
export function pidsCalled(
  { roots }: RuntimeHost['env'],
  names: readonly string[],
): { readonly name: string; readonly pid: number }[] {
  return entries(roots.procfs)
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      const comm = readText(`${roots.procfs}/${pid}/comm`).trim();
      const name = names.find((one) => one.slice(0, 15) === comm);
      return name === undefined ? [] : [{ name, pid: Number(pid) }];
    });
}

export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Not there, or not for this user.
    return '';
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function allowed(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
