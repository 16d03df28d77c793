import { argumentsOf, daemonOf, parentOf, processesCalled } from '../../engine/daemon-process.ts';
import type { RuntimeHost, SharedService } from '../runtime.ts';

/** Programs that carry the network of a rootless engine. Source: rootlesskit, docs/network.md. */
const NETWORK_PROGRAMS = ['slirp4netns', 'pasta', 'vpnkit', 'gvisor-tap-vsock'];

/**
 * What works for all containers of a rootless engine: their traffic costs CPU time there, not in their cgroups. The engine's own
 * only: another user's, or another engine's of this user, has programs of the same names.
 */
export function rootlessServices({ env, engine }: RuntimeHost): SharedService[] {
  if (!engine.facts.rootless) return [];
  const daemon = daemonOf(env, engine.host);
  if (daemon === undefined) return [];
  const ancestors = ancestorsOf(env, daemon);
  const kits = processesCalled(env, 'rootlesskit').filter((pid) => ancestors.includes(pid));
  // Its child, which is in the namespaces, is called otherwise: it was started as /proc/self/exe.
  const children = ancestors.filter((pid) => kits.includes(parentOf(env, pid)));
  const serves = (pid: number) =>
    kits.includes(parentOf(env, pid)) || children.some((child) => names(argumentsOf(env, pid), child));
  const programs = NETWORK_PROGRAMS.map((name) => ({
    name,
    pids: processesCalled(env, name).filter(serves),
  }));
  return [{ name: 'rootlesskit', pids: [...kits, ...children] }, ...programs].filter(
    ({ pids }) => pids.length > 0,
  );
}

/** From the process itself to the first one of its namespace. */
function ancestorsOf(env: RuntimeHost['env'], pid: number): number[] {
  const line: number[] = [];
  for (let each = pid; each > 0 && !line.includes(each); each = parentOf(env, each)) line.push(each);
  return line;
}

/**
 * pasta leaves its parent when it is ready; like slirp4netns it is told whose namespaces it serves.
 * Source: rootlesskit, pkg/network/pasta/pasta.go and pkg/network/slirp4netns.
 */
function names(words: readonly string[], pid: number): boolean {
  return words.includes(String(pid)) || words.includes(`--userns=/proc/${pid}/ns/user`);
}
