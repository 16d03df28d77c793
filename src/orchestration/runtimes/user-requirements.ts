import type { Requirement } from '../../domain/runtimes.ts';
import { readText } from '../read-text.ts';
import { rootOf } from './daemon-json.ts';
import { look } from './requirements.ts';
import type { RuntimeHost } from './runtime.ts';

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
        hopeless: true,
      };
    if (most === '0')
      return {
        met: 'no',
        seen: 'user.max_user_namespaces is 0',
        advice: 'sudo sysctl -w user.max_user_namespaces=28633',
        hopeless: true,
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

/** An engine of the machine, not a rootless one. */
export function engineWithRoot(host: RuntimeHost): Requirement {
  return look('engine with root', host, () =>
    host.engine.facts.rootless
      ? { met: 'no', seen: 'the engine is rootless', advice: 'Use the engine of the machine.' }
      : { met: 'yes', seen: 'yes' },
  );
}
