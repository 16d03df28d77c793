import type { VersionGate } from '../../domain/runtimes.ts';
import type { RuntimeEntry } from '../engine/engine.ts';
import { readConfiguration } from './daemon-json.ts';
import type { RuntimeHost } from './runtime.ts';
import { isAtLeast } from './versions.ts';

/** What an engine demands of a runtime since a version, and from which version on the runtime takes it. */
type Boundary = {
  readonly title: string;
  readonly version: string | undefined;
  /** First release that takes it, or the last one of which it is known that it does not: what came later is not known. */
  readonly takes: { readonly since: string } | { readonly notUpTo: string };
  readonly source: string;
};

/** Docker, not what is compatible with it: other engines have versions of their own. */
function isDockerSince({ engine }: RuntimeHost, version: string): boolean {
  return engine.facts.name === 'Docker' && isAtLeast(engine.facts.version, version) === true;
}

/** Docker from 29.5 on puts a time namespace into every container. Source: moby, daemon/daemon_unix.go. */
export function timeNamespaceGate(boundary: Boundary, host: RuntimeHost): VersionGate[] {
  if (!isDockerSince(host, '29.5')) return [];
  const { known, content } = readConfiguration(host);
  if (content.features?.['time-namespaces'] === false) return [];
  const gates = gate(
    boundary,
    `Docker ${host.engine.facts.version} gives every container a time namespace`,
    'put "features": {"time-namespaces": false} into daemon.json and restart the engine',
  );
  // Where the configuration cannot be seen, it may have been switched off.
  return known ? gates : gates.map((one) => ({ ...one, effect: 'warn' }));
}

/** What is the matter with the engine whatever the runtime; a rootless one says it itself. */
export function engineGates({ engine: { facts } }: RuntimeHost): VersionGate[] {
  if (facts.rootless || facts.cgroupDriver !== 'none') return [];
  return [
    {
      effect: 'warn',
      message:
        'The engine manages no cgroups: limits have no effect, and containers are told apart by their processes.',
      advice:
        'Give the engine a cgroup driver: "exec-opts": ["native.cgroupdriver=systemd"] (or cgroupfs) in daemon.json.',
      source: 'moby, daemon/info_unix.go; docs.docker.com, dockerd, "exec-opts"',
    },
  ];
}

/** Docker from 28 on (and 26.0.0) sets networks up after the runtime has created the container. Source: moby#47626. */
export function lateNetworkGate(boundary: Boundary, host: RuntimeHost): VersionGate[] {
  if (!isDockerSince(host, '28.0') && host.engine.facts.version !== '26.0.0') return [];
  return gate(
    boundary,
    `Docker ${host.engine.facts.version} sets networks up after the container is created`,
    'use Docker 27',
  );
}

/** Docker takes containerd shims, by their name or by `runtimeType`, from 23 on. Source: moby, commit 6de52a29. */
export function shimGate({ path }: RuntimeEntry, { engine }: RuntimeHost): VersionGate[] {
  const { name, version } = engine.facts;
  if (path !== undefined || name !== 'Docker' || isAtLeast(version, '23') !== false) return [];
  return [
    {
      effect: 'refuse',
      message: `Docker ${version} takes no containerd shims.`,
      advice: 'Update Docker to 23 or later.',
      source: 'moby/moby, commit 6de52a29',
    },
  ];
}

function gate({ title, version, takes, source }: Boundary, engine: string, remedy: string): VersionGate[] {
  const fits = 'since' in takes ? isAtLeast(version, takes.since) : isAfter(version, takes.notUpTo);
  if (fits === true) return [];
  const since =
    'since' in takes ? `takes from ${takes.since} on` : `does not take in releases up to ${takes.notUpTo}`;
  const here =
    version === undefined
      ? 'its version here is unknown'
      : `this is ${version}${fits === undefined ? ', of which it is not known' : ''}`;
  return [
    {
      effect: fits === false ? 'refuse' : 'warn',
      message: `${engine}, which ${title} ${since}; ${here}.`,
      advice: 'since' in takes ? `Update to ${takes.since} or later, or ${remedy}.` : capital(`${remedy}.`),
      source,
    },
  ];
}

/** False up to the last known version; what came later is not known. */
function isAfter(version: string | undefined, last: string): false | undefined {
  return version !== undefined && isAtLeast(last, version) === true ? false : undefined;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
