import type { Service } from '../domain/scenario.ts';
import { choosesNetwork, type NetworkPlace } from './engine/create-arguments.ts';
import { objectName, runLabels } from './engine/labels.ts';
import { type NetworkPlan, subnetFor } from './engine/networks.ts';
import type { ScenarioJob } from './measured.ts';
import type { AppliedPolicy } from './policies/apply-policy.ts';

/** Places in networks by service key. Addresses that joulelab gives itself are known once the networks are there. */
export type Places = ReadonlyMap<string, readonly NetworkPlace[]>;

/** Services that name no network share this one, as in Compose. */
const DEFAULT_NETWORK = 'default';

/** The service's networks; none where its options choose one themselves. What they say of names and address is heeded. */
export function placesOf(
  runId: string,
  { key, containerName, networks, engineArgs }: Service,
): NetworkPlace[] {
  if (choosesNetwork(engineArgs)) return [];
  const joined = networks.length > 0 ? networks : [{ name: DEFAULT_NETWORK, aliases: [] }];
  return joined.map((network, index) => {
    const [asked] = index === 0 ? optionValues(engineArgs, 'ip') : [];
    const further = index === 0 ? optionValues(engineArgs, 'network-alias') : [];
    const given = 'ipv4Address' in network ? network.ipv4Address : undefined;
    const ipv4Address = asked ?? given;
    return {
      networkName: objectName(runId, network.name),
      aliases: [...new Set([key, containerName, ...network.aliases, ...further])],
      ...(ipv4Address === undefined ? {} : { ipv4Address }),
    };
  });
}

/**
 * The networks to be made. Where a service finds its peers by hosts entries, all services on the network need addresses that are
 * known beforehand.
 */
export function planNetworks(
  { scenario, runId }: ScenarioJob,
  places: Places,
  policies: ReadonlyMap<string, AppliedPolicy>,
): NetworkPlan[] {
  const declared = new Map(scenario.networks.map((network) => [objectName(runId, network.name), network]));
  const used = [...places.values()].flat().map(({ networkName }) => networkName);
  return [...new Set([...declared.keys(), ...used])].map((name) => {
    const members = [...places].filter(([, joined]) =>
      joined.some(({ networkName }) => networkName === name),
    );
    const addresses = members.flatMap(([, joined]) =>
      joined.flatMap((place) => (place.networkName === name ? (place.ipv4Address ?? []) : [])),
    );
    const subnet = declared.get(name)?.subnet ?? subnetFor(addresses);
    return {
      name,
      labels: runLabels(runId),
      internal: declared.get(name)?.internal ?? false,
      fixedAddresses: members.length > 1 && members.some(([key]) => policies.get(key)?.byHosts === true),
      ...(subnet === undefined ? {} : { subnet }),
    };
  });
}

/** Whether another service is in one of its networks. */
export function hasPeers(key: string, places: Places): boolean {
  const joined = new Set((places.get(key) ?? []).map(({ networkName }) => networkName));
  return [...places].some(
    ([other, theirs]) => other !== key && theirs.some(({ networkName }) => joined.has(networkName)),
  );
}

function optionValues(engineArgs: readonly string[], name: string): string[] {
  return engineArgs.flatMap((word) => (word.startsWith(`--${name}=`) ? [word.slice(name.length + 3)] : []));
}
