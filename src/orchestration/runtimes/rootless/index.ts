import { userInfo } from 'node:os';
import type { RuntimeState } from '../../../domain/runtimes.ts';
import { cgroups, delegatedControllers } from '../cgroup-requirements.ts';
import { inferred, nativeClaims, UNKNOWN } from '../native-claims.ts';
import type { RuntimeHost } from '../runtime.ts';
import { subordinateIds, userNamespaces } from '../user-requirements.ts';

const DOCUMENT = 'docs.docker.com, Rootless mode, tips and troubleshooting';

/** Docker without root is a mode of the engine and no runtime: it goes with runc, crun and youki. */
export async function rootlessMode(host: RuntimeHost): Promise<RuntimeState> {
  const requirements = [
    userNamespaces(host),
    subordinateIds(host, userInfo().username),
    cgroups(host, ['v2']),
    delegatedControllers(host),
  ];
  const limited = host.engine.facts.cgroupDriver === 'none';
  return {
    name: 'rootless',
    id: 'rootless',
    title: 'Docker without root',
    isolation: 'user namespace',
    registered: 'default',
    args: [],
    version: host.engine.facts.version,
    // The engine answered, so it runs, whatever is recommended.
    usable: true,
    requirements,
    gates: limited
      ? [
          {
            effect: 'warn',
            message:
              'The engine manages no cgroups: limits have no effect, and containers are told apart by their processes.',
            advice: 'Use cgroup v2 with systemd and delegate cpu, cpuset, io, memory and pids to the user.',
            source: DOCUMENT,
          },
        ]
      : [],
    claims: {
      ...inferred(nativeClaims(), ['gpu']),
      'bind-mount': { says: 'partly', note: 'files belong to subordinate ids', source: DOCUMENT },
      'cpu-limit': { says: 'partly', note: 'with delegated cgroup controllers', source: DOCUMENT },
      'memory-limit': { says: 'partly', note: 'with delegated cgroup controllers', source: DOCUMENT },
      'host-network': { says: 'partly', note: 'really the host from Docker 29.5 on', source: DOCUMENT },
      'kernel-modules': { says: 'no', source: DOCUMENT },
      'nested-engine': { says: 'partly', note: 'dind-rootless images, privileged', source: DOCUMENT },
      'engine-stats': { says: 'partly', note: 'on cgroup v2', source: 'moby/moby, daemon/info_unix.go' },
      'cpu-accounting': {
        says: 'partly',
        note: 'on cgroup v2; network programs are outside',
        source: DOCUMENT,
      },
      systemd: UNKNOWN,
      kubernetes: UNKNOWN,
    },
  };
}
