import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A place where an engine may answer. */
export type EngineCandidate = {
  /** Where the address comes from, for people: "DOCKER_HOST", "docker context rootless"… */
  readonly source: string;
  /** `unix:///run/docker.sock`, `tcp://HOST:PORT`… */
  readonly host: string;
  /** Named by the user: when it does not answer, no other engine is measured in its place. */
  readonly explicit: boolean;
};

/** What could be found out about where engines are; `faults` are sources that could not be read. */
export type EngineCandidates = {
  readonly candidates: readonly EngineCandidate[];
  readonly faults: readonly { readonly what: string; readonly why: string }[];
};

const SYSTEM_SOCKET = 'unix:///var/run/docker.sock';

/**
 * The candidates in the order in which they are tried: DOCKER_HOST, the current docker context, the user's rootless
 * socket, the system's socket. The first two are the user's own choice, as for the docker CLI.
 */
export function engineCandidates(env: NodeJS.ProcessEnv): EngineCandidates {
  const faults: { what: string; why: string }[] = [];
  const candidates: EngineCandidate[] = [];
  const named = env['DOCKER_HOST'];
  if (named) candidates.push({ source: 'DOCKER_HOST', host: withScheme(named), explicit: true });
  const context = currentContext(env);
  if (context !== undefined) {
    const found = contextHost(env, context);
    if ('host' in found)
      candidates.push({ source: `docker context ${context}`, host: found.host, explicit: true });
    else faults.push({ what: `docker context ${context}`, why: found.why });
  }
  const runtimeDir = env['XDG_RUNTIME_DIR'];
  if (runtimeDir) {
    candidates.push({ source: 'rootless socket', host: `unix://${runtimeDir}/docker.sock`, explicit: false });
  }
  candidates.push({ source: 'system socket', host: SYSTEM_SOCKET, explicit: false });
  return { candidates: withoutRepeats(candidates), faults };
}

function withScheme(host: string): string {
  if (host.includes('://')) return host;
  return host.startsWith('/') ? `unix://${host}` : `tcp://${host}`;
}

function withoutRepeats(candidates: readonly EngineCandidate[]): EngineCandidate[] {
  return candidates.filter((one, at) => candidates.findIndex((other) => other.host === one.host) === at);
}

function configFolder(env: NodeJS.ProcessEnv): string {
  return env['DOCKER_CONFIG'] || join(env['HOME'] || homedir(), '.docker');
}

/** The context's name, or undefined for the `default` one, which is no more than the system socket. */
function currentContext(env: NodeJS.ProcessEnv): string | undefined {
  const name = env['DOCKER_CONTEXT'] || configuredContext(env);
  return name === undefined || name === '' || name === 'default' ? undefined : name;
}

function configuredContext(env: NodeJS.ProcessEnv): string | undefined {
  try {
    const config: unknown = JSON.parse(readFileSync(join(configFolder(env), 'config.json'), 'utf8'));
    const name = (config as { currentContext?: unknown }).currentContext;
    return typeof name === 'string' ? name : undefined;
  } catch {
    // No file or no JSON: the docker CLI then uses the default context as well.
    return undefined;
  }
}

/** Contexts are stored under the SHA-256 of their name. Source: docker/cli, cli/context/store. */
function contextHost(env: NodeJS.ProcessEnv, name: string): { host: string } | { why: string } {
  const folder = createHash('sha256').update(name).digest('hex');
  const file = join(configFolder(env), 'contexts', 'meta', folder, 'meta.json');
  try {
    const meta: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const host = (meta as { Endpoints?: { docker?: { Host?: unknown } } }).Endpoints?.docker?.Host;
    return typeof host === 'string' ? { host } : { why: `${file} names no docker host` };
  } catch (thrown) {
    return { why: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}
