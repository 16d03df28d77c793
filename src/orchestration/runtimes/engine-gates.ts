import type { VersionGate } from '../../domain/runtimes.ts';
import { readDaemonJson } from './daemon-json.ts';
import type { RuntimeHost } from './runtime.ts';
import { isAtLeast } from './versions.ts';

/** What an engine demands of a runtime since a version, and from which version on the runtime takes it. */
type Boundary = {
  readonly title: string;
  readonly version: string | undefined;
  /** Undefined: no release takes it yet. */
  readonly since: string | undefined;
  readonly source: string;
};

/** Docker, not what is compatible with it: other engines have versions of their own. */
function isDockerSince({ engine }: RuntimeHost, version: string): boolean {
  return engine.facts.name === 'Docker' && isAtLeast(engine.facts.version, version) === true;
}

/** Docker from 29.5 on puts a time namespace into every container. Source: moby, daemon/daemon_unix.go. */
export function timeNamespaceGate(boundary: Boundary, host: RuntimeHost): VersionGate[] {
  if (!isDockerSince(host, '29.5') || readDaemonJson(host).features?.['time-namespaces'] === false) return [];
  return gate(
    boundary,
    `Docker ${host.engine.facts.version} gives every container a time namespace`,
    'put "features": {"time-namespaces": false} into daemon.json and restart the engine',
  );
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

function gate({ title, version, since, source }: Boundary, engine: string, remedy: string): VersionGate[] {
  const takes = since === undefined ? false : isAtLeast(version, since);
  if (takes === true) return [];
  const known = takes === false;
  return [
    {
      effect: known && version !== undefined ? 'refuse' : 'warn',
      message: `${engine}, which ${title} takes ${since === undefined ? 'in no release yet' : `from ${since} on`}${version === undefined ? '; its version here is unknown' : `, and this is ${version}`}.`,
      advice: `${since === undefined ? 'Either' : `Update to ${since} or later, or`} ${remedy}.`,
      source,
    },
  ];
}
