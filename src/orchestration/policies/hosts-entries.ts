import type { NetworkPlace } from '../engine/create-arguments.ts';

/** A line of /etc/hosts. */
export type HostsEntry = { readonly name: string; readonly address: string };

/**
 * The names of all services in a service's networks, its own among them, as the engine's resolver would give them: every alias
 * with the address in the first network that both are in. Names that the scenario sets itself (`extra_hosts`) are left to it.
 */
export function hostsEntries(
  key: string,
  places: ReadonlyMap<string, readonly NetworkPlace[]>,
  engineArgs: readonly string[],
): HostsEntry[] {
  const set = new Set(engineArgs.flatMap((word) => /^--add-host=([^:=]+)[:=]/.exec(word)?.[1] ?? []));
  const joined = (places.get(key) ?? []).map(({ networkName }) => networkName);
  const entries = [...places.values()].flatMap((others) => {
    const names = new Map<string, string>();
    for (const network of joined) {
      const place = others.find(({ networkName }) => networkName === network);
      for (const alias of place?.aliases ?? [])
        if (place?.ipv4Address !== undefined && !names.has(alias)) names.set(alias, place.ipv4Address);
    }
    return [...names].map(([name, address]) => ({ name, address }));
  });
  return entries.filter(({ name }) => !set.has(name));
}
