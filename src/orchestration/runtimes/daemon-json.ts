import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { z } from 'zod';
import { argumentsOf, daemonOf, processesCalled } from '../engine/daemon-process.ts';
import type { RuntimeEntry } from '../engine/engine.ts';
import type { RuntimeHost } from './runtime.ts';

const schema = z.looseObject({
  runtimes: z
    .record(
      z.string(),
      z.looseObject({
        path: z.string().optional(),
        runtimeType: z.string().optional(),
        options: z.looseObject({ ConfigPath: z.string().optional() }).optional(),
      }),
    )
    .optional(),
  features: z.record(z.string(), z.unknown()).optional(),
});

export type DaemonJson = z.infer<typeof schema>;

/** `known` is false where the engine's settings cannot be seen from here: then `content` may lack some. */
export type Configuration = { readonly known: boolean; readonly content: DaemonJson };

/**
 * Where the engine's configuration lies: where its process was told, else the usual place.
 * Source: Docker, "dockerd --config-file" and "Rootless mode".
 */
export function daemonJsonPath({ env, engine }: RuntimeHost): string {
  const pid = daemonOf(env, engine.host);
  const told = pid === undefined ? undefined : configFileOf(argumentsOf(env, pid));
  if (told !== undefined) return `${rootOf(env)}${told}`;
  return engine.facts.rootless
    ? `${homedir()}/.config/docker/daemon.json`
    : `${rootOf(env)}/etc/docker/daemon.json`;
}

/** The engine's configuration; empty where there is none, or it cannot be read from here. */
export function readDaemonJson(host: RuntimeHost): DaemonJson {
  return readConfiguration(host).content;
}

/** The engine's configuration, and whether that is all of it. */
export function readConfiguration(host: RuntimeHost): Configuration {
  const { env, engine } = host;
  if (!engine.host.startsWith('unix://')) return { known: false, content: {} };
  // Another process of the name may be the engine's where that cannot be told, and have its settings elsewhere.
  const own = daemonOf(env, engine.host);
  const daemons = own === undefined ? processesCalled(env, 'dockerd') : [own];
  const words = daemons.map((pid) => argumentsOf(env, pid));
  const plain = words.every((each) => !each.some((word) => word.startsWith('--feature')));
  const known = plain && (own !== undefined || words.every((each) => configFileOf(each) === undefined));
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(daemonJsonPath(host), 'utf8')));
    return parsed.success ? { known, content: parsed.data } : { known: false, content: {} };
  } catch (thrown) {
    return { known: known && (thrown as NodeJS.ErrnoException).code === 'ENOENT', content: {} };
  }
}

function configFileOf(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => /^--?config-file(=|$)/.test(word));
  if (at === -1) return undefined;
  return words[at]?.split('=')[1] ?? words[at + 1];
}

/** An entry with what the engine does not tell but its configuration does: the shim that a name stands for. */
export function withDeclaredType(entry: RuntimeEntry, host: RuntimeHost): RuntimeEntry {
  if (entry.path !== undefined) return entry;
  const { runtimeType, options } = readDaemonJson(host).runtimes?.[entry.name] ?? {};
  return {
    ...(runtimeType === undefined ? {} : { runtimeType }),
    ...(options?.ConfigPath === undefined ? {} : { configPath: options.ConfigPath }),
    ...entry,
  };
}

/** The folder that `/proc`, `/sys` and `/etc` of the machine are in: '' for the real one. */
export function rootOf({ roots }: RuntimeHost['env']): string {
  return roots.procfs.replace(/\/proc\/?$/, '');
}
