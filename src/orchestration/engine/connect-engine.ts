import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { JoulelabError } from '../../domain/errors.ts';
import type { EngineFacts } from '../../domain/run.ts';
import { type ApiClient, openApiClient } from './api-client.ts';
import { type EngineCandidate, engineCandidates } from './discovery.ts';
import { missingCli } from './docker-cli.ts';
import type { Engine, EngineCapacity } from './engine.ts';
import { parsePlatform } from './platform.ts';
import { type ListedRuntimes, runtimeEntries } from './runtime-entries.ts';
import { variantOf } from './variants.ts';

/** An engine that does not answer within this time counts as hanging. */
const ANSWER_LIMIT_MS = 5000;

type Attempt = { readonly what: string; readonly why: string };

/**
 * Finds the container engine: DOCKER_HOST, the current docker context, the user's rootless socket, the system's
 * socket, in this order. An engine that the user named is never replaced by another one that happens to answer.
 *
 * @throws JoulelabError `engine-unreachable` with all that was tried in `details.attempts`
 */
export async function connectEngine(options: { env?: NodeJS.ProcessEnv } = {}): Promise<Engine> {
  const env = options.env ?? process.env;
  const { candidates, faults } = engineCandidates(env);
  const attempts: Attempt[] = [...faults];
  let refusedBy = faults[0]?.what;
  for (const candidate of candidates) {
    try {
      const engine = await openEngine(candidate, env);
      if (refusedBy === undefined) return engine;
      await engine[Symbol.asyncDispose]();
      attempts.push({ what: describe(candidate), why: `answers, but ${refusedBy} names another engine` });
    } catch (thrown) {
      if (thrown instanceof JoulelabError) throw thrown;
      attempts.push({ what: describe(candidate), why: reason(thrown) });
      if (candidate.explicit) refusedBy ??= candidate.source;
    }
  }
  throw unreachable(attempts, refusedBy);
}

async function openEngine(candidate: EngineCandidate, env: NodeJS.ProcessEnv): Promise<Engine> {
  const client = await openApiClient(candidate.host, env);
  try {
    const engine = await describeEngine(client, candidate.host, env);
    if (!onPath('docker', env)) throw missingCli();
    return engine;
  } catch (thrown) {
    client.close();
    throw thrown;
  }
}

async function describeEngine(client: ApiClient, host: string, env: NodeJS.ProcessEnv): Promise<Engine> {
  const { api } = client;
  const answers = Promise.all([api.info() as Promise<EngineInfo>, api.version() as Promise<EngineVersion>]);
  const [info, version] = await inTime(answers);
  if (info.OSType !== 'linux')
    throw new Error(`its containers are ${info.OSType} ones, joulelab measures Linux`);
  const components = version.Components ?? [];
  const variant = variantOf(components);
  const runcVersion = components.find((one) => one.Name === 'runc')?.Version;
  const facts: EngineFacts = {
    name: variant.name,
    version: version.Version,
    apiVersion: version.ApiVersion,
    socket: host,
    rootless: (info.SecurityOptions ?? []).some((one) => one.includes('name=rootless')),
    storageDriver: info.Driver,
    cgroupDriver: info.CgroupDriver ?? 'none',
  };
  return {
    facts,
    variant,
    capacity: capacityOf(info),
    runtimes: runtimeEntries(info.Runtimes),
    defaultRuntime: info.DefaultRuntime || 'runc',
    architecture: parsePlatform(version.Arch ?? info.Architecture ?? '').architecture,
    buildKit: facts.name === 'Docker',
    ...(runcVersion === undefined ? {} : { runcVersion }),
    host,
    cliEnv: cliEnvironment(env),
    api,
    async [Symbol.asyncDispose]() {
      client.close();
    },
  };
}

/** The part of `GET /info` that is used. */
type EngineInfo = {
  readonly OSType: string;
  readonly Architecture?: string;
  readonly Driver: string;
  readonly CgroupDriver?: string;
  readonly SecurityOptions?: readonly string[] | null;
  readonly NCPU: number;
  readonly MemTotal: number;
  readonly CpuCfsQuota: boolean;
  readonly MemoryLimit: boolean;
  readonly SwapLimit: boolean;
  readonly DefaultRuntime: string;
  readonly Runtimes?: ListedRuntimes;
};

/** The part of `GET /version` that is used. */
type EngineVersion = {
  readonly Version: string;
  readonly ApiVersion: string;
  readonly Arch?: string;
  readonly Components?: readonly { readonly Name: string; readonly Version: string }[];
};

function capacityOf(info: EngineInfo): EngineCapacity {
  return {
    cpus: info.NCPU,
    memoryBytes: info.MemTotal,
    enforcesCpus: info.CpuCfsQuota,
    enforcesMemory: info.MemoryLimit,
    enforcesSwap: info.SwapLimit,
  };
}

function cliEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { DOCKER_HOST: _host, DOCKER_CONTEXT: _context, ...rest } = env;
  return { ...rest, BUILDKIT_PROGRESS: 'plain', DOCKER_CLI_HINTS: 'false' };
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const give = () => reject(new Error(`no answer within ${ANSWER_LIMIT_MS / 1000} s: it hangs`));
    timer = setTimeout(give, ANSWER_LIMIT_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
    // After a time-out the answer's own rejection (its connection is closed) concerns nobody.
    answer.catch(() => undefined);
  }
}

function onPath(command: string, env: NodeJS.ProcessEnv): boolean {
  return (env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}

function describe(candidate: EngineCandidate): string {
  return `${candidate.host} (${candidate.source})`;
}

function reason(thrown: unknown): string {
  const error = thrown as NodeJS.ErrnoException;
  switch (error.code) {
    case 'ENOENT':
      return 'no such socket: the engine is not running or not installed';
    case 'EACCES':
      return 'permission denied: this user may not talk to the engine';
    case 'ECONNREFUSED':
      return 'connection refused: the engine is not running';
    default:
      return error.message || String(thrown);
  }
}

function unreachable(attempts: readonly Attempt[], refusedBy: string | undefined): JoulelabError {
  const message =
    refusedBy === undefined
      ? 'No container engine answers.'
      : `The engine named by ${refusedBy} does not answer.`;
  return new JoulelabError('engine-unreachable', message, {
    advice: adviceOn(attempts, refusedBy),
    details: { attempts },
  });
}

function adviceOn(attempts: readonly Attempt[], refusedBy: string | undefined): string {
  if (attempts.some(({ why }) => why.startsWith('permission denied'))) {
    return 'Join the docker group (sudo usermod -aG docker "$USER", then log in again), or run as root.';
  }
  if (refusedBy !== undefined && attempts.some(({ why }) => why.startsWith('answers'))) {
    const remedy = refusedBy === 'DOCKER_HOST' ? 'unset DOCKER_HOST' : 'docker context use default';
    return `Start that engine, or use the one that answers: ${remedy}.`;
  }
  return 'Start the engine (sudo systemctl start docker), or install one: https://docs.docker.com/engine/install/.';
}
