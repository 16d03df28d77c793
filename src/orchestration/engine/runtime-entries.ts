import type { RuntimeEntry } from './engine.ts';

/** `Runtimes` in the engine's answer to `GET /info`, by name. */
export type ListedRuntimes = Readonly<
  Record<string, { path?: string; runtimeType?: string; runtimeArgs?: readonly string[] | null }>
> | null;

/** The runtimes as the engine lists them. Source: moby, api/types/system (RuntimeWithStatus) and daemon/info_unix.go. */
export function runtimeEntries(runtimes: ListedRuntimes | undefined): RuntimeEntry[] {
  return Object.entries(runtimes ?? {}).map(([name, { path, runtimeType, runtimeArgs }]) => ({
    name,
    ...(path ? { path } : {}),
    ...(runtimeType ? { runtimeType } : {}),
    args: runtimeArgs ?? [],
  }));
}
