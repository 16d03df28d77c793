import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JoulelabError } from '../../domain/errors.ts';
import type { Service } from '../../domain/scenario.ts';
import { choosesNetwork } from '../engine/create-arguments.ts';
import { runDockerCli } from '../engine/docker-cli.ts';
import type { Engine } from '../engine/engine.ts';

/**
 * How containers of an engine inside a service resolve names, where the runtime has to make an alias of the engine's resolver for
 * them: a resolver at 127.0.0.11 is out of their reach. Source: sysbox-runc, libcontainer/rootfs_linux.go, `switchDockerDnsIP`.
 */
export type InnerNames = 'alias' | 'default bridge' | 'proxy variables' | 'dns of the inner engine';

/**
 * The remedy for a service whose runtime will not make the alias (`willAlias` false): what the scenario brings itself, else `dns` of
 * the inner engine.
 */
export function chooseInnerNames(
  { engineArgs, environment }: Pick<Service, 'engineArgs' | 'environment'>,
  willAlias: boolean,
): InnerNames {
  if (choosesNetwork(engineArgs)) return 'default bridge';
  if (Object.keys(environment).some((name) => /^https?_proxy$/i.test(name))) return 'proxy variables';
  return willAlias ? 'alias' : 'dns of the inner engine';
}

/** The engine's own resolver as a container of a custom network sees it. */
const ENGINE_RESOLVER = '127.0.0.11';

/** What is to be said of a running container: whether the alias was made, and what stands in for it where it was not. */
export function innerNamesSentence(chosen: InnerNames, resolvConf: string): string {
  const aliased = !nameServers(resolvConf).includes(ENGINE_RESOLVER);
  if (chosen === 'default bridge') return 'inner containers resolve names as its default bridge does';
  if (aliased) return "inner containers resolve names through the runtime's alias of the engine's resolver";
  const lost = "the runtime made no alias of the engine's resolver for inner containers";
  if (chosen === 'proxy variables') return `${lost}: its proxy variables stand in`;
  if (chosen === 'dns of the inner engine')
    return `${lost}: dns of the inner engine stands in, set in /etc/docker/daemon.json, without the names of services`;
  return `${lost}, and nothing stands in: set proxy variables, or use the default bridge`;
}

/**
 * Sets `dns` of the engine inside a created container, where its image does not set it. Servers are this machine's; without any the
 * inner engine's own default stays. A dockerd that gets `--dns` on its command line takes none of the file.
 * @throws JoulelabError `engine-failed`
 */
export async function setInnerDns(engine: Engine, id: string, servers: readonly string[]): Promise<void> {
  if (servers.length === 0) return;
  const folder = await mkdtemp(join(tmpdir(), 'joulelab-inner-dns-'));
  try {
    const { signal } = new AbortController();
    const kept = join(folder, 'kept.json');
    const there = await runDockerCli(engine, ['cp', `${id}:/etc/docker/daemon.json`, kept], signal);
    const settings = there.exitCode === 0 ? JSON.parse(await readFile(kept, 'utf8')) : {};
    if (settings.dns !== undefined) return;
    await mkdir(join(folder, 'etc', 'docker'), { recursive: true });
    const text = JSON.stringify({ ...settings, dns: servers });
    await writeFile(join(folder, 'etc', 'docker', 'daemon.json'), text);
    const written = await runDockerCli(engine, ['cp', `${folder}/etc/.`, `${id}:/etc`], signal);
    if (written.exitCode !== 0)
      throw new JoulelabError(
        'engine-failed',
        `dns of an inner engine cannot be set: ${written.stderrTail.trim()}`,
        {
          advice: 'Set proxy variables in the environment of the service, or give it the default bridge.',
        },
      );
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Name servers of this machine that a container can reach: those behind systemd-resolved where that is what the machine asks. */
export function readHostServers(
  files: readonly string[] = ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf'],
): string[] {
  const reachable = files.map((file) =>
    nameServers(readResolvConf(file) ?? '').filter((server) => !/^(127\.|::1$)/.test(server)),
  );
  return reachable.find((servers) => servers.length > 0) ?? [];
}

/** The text of a resolv.conf; undefined where it cannot be read. */
export function readResolvConf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function nameServers(resolvConf: string): string[] {
  return [...resolvConf.matchAll(/^\s*nameserver\s+(\S+)/gm)].flatMap(([, server]) => server ?? []);
}
