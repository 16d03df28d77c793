import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { z } from 'zod';
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

/** Where the engine's configuration lies as a rule. Source: Docker, "dockerd --config-file" and "Rootless mode". */
export function daemonJsonPath({ env, engine }: RuntimeHost): string {
  return engine.facts.rootless
    ? `${homedir()}/.config/docker/daemon.json`
    : `${rootOf(env)}/etc/docker/daemon.json`;
}

/** The engine's configuration; empty where there is none, or it cannot be read from here. */
export function readDaemonJson(host: RuntimeHost): DaemonJson {
  if (!host.engine.host.startsWith('unix://')) return {};
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(daemonJsonPath(host), 'utf8')));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
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
