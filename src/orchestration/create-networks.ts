import { createNetwork, findSubnet } from './engine/networks.ts';
import type { Places } from './plan-networks.ts';
import { assignAddresses } from './policies/fixed-addresses.ts';
import type { ScenarioRun } from './scenario-run.ts';

/**
 * Creates the networks of a run, and gives all services on a network with fixed addresses one.
 * @throws JoulelabError `engine-failed`, `not-supported`
 */
export async function createNetworks({ job: { engine }, plan }: ScenarioRun): Promise<Places> {
  let places: Places = plan.places;
  // One after the other: engines of today race when they hand out subnets.
  for (const network of plan.networks) {
    if (!network.fixedAddresses) {
      await createNetwork(engine, network);
      continue;
    }
    const subnet = network.subnet ?? (await findSubnet(engine, network));
    await createNetwork(engine, { ...network, subnet });
    places = withAddresses(places, network.name, subnet);
  }
  return places;
}

function withAddresses(places: Places, network: string, subnet: string): Places {
  const residents = [...places].flatMap(([key, joined]) =>
    joined.flatMap((place) => (place.networkName === network ? { ...place, key } : [])),
  );
  const addresses = assignAddresses(subnet, residents);
  return new Map(
    [...places].map(([key, joined]) => {
      const ipv4Address = addresses.get(key);
      return [
        key,
        joined.map((place) =>
          place.networkName === network && ipv4Address !== undefined ? { ...place, ipv4Address } : place,
        ),
      ];
    }),
  );
}
