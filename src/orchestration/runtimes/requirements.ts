import { accessSync, constants, existsSync } from 'node:fs';
import type { Requirement } from '../../domain/runtimes.ts';
import { processesCalled } from '../engine/daemon-process.ts';
import { readText } from '../read-text.ts';
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
      const seen = 'the CPU shows no vmx or svm flag';
      return existsSync(node)
        ? { met: 'no', seen: `${seen}, though /dev/kvm is there`, advice }
        : { met: 'no', seen, advice, ...withoutKvm(env) };
    }
    if (!existsSync(node)) {
      const advice =
        'Load the module: sudo modprobe kvm_intel (or kvm_amd). Containers need the device passed in.';
      return { met: 'no', seen: 'there is no /dev/kvm', advice, ...withoutKvm(env) };
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

/** A container has devices of its own, but sees what the kernel has; Hyper-V's device serves some monitors instead. */
function withoutKvm({ roots }: RuntimeHost['env']): { readonly hopeless?: true } {
  const others = [`${roots.sysfs}/class/misc/kvm`, `${roots.dev}/mshv`];
  return others.some((path) => existsSync(path)) ? {} : { hopeless: true };
}

/** Kernel modules by their device: /dev/vhost-vsock. */
export function device(host: RuntimeHost, name: string, module: string): Requirement {
  return look(`/dev/${name}`, host, () =>
    existsSync(`${host.env.roots.dev}/${name}`)
      ? { met: 'yes', seen: 'present' }
      : { met: 'no', seen: 'missing', advice: `sudo modprobe ${module}` },
  );
}

/** Files that must be there, such as the sockets of daemons. */
export function files(
  host: RuntimeHost,
  name: string,
  paths: readonly string[],
  advice: string,
): Requirement {
  return look(name, host, () => {
    const missing = paths.filter((path) => !existsSync(`${rootOf(host.env)}${path}`));
    return missing.length === 0
      ? { met: 'yes', seen: 'present' }
      : { met: 'no', seen: `no ${missing.join(' and ')}`, advice };
  });
}

/** Programs that must be running, by name. */
export function processes(host: RuntimeHost, names: readonly string[], advice: string): Requirement {
  return look(`${names.join(' and ')} running`, host, () => {
    const missing = names.filter((name) => processesCalled(host.env, name).length === 0);
    return missing.length === 0
      ? { met: 'yes', seen: 'running' }
      : { met: 'no', seen: `${missing.join(' and ')} not running`, advice };
  });
}

function allowed(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
