import type { NetworkPlace } from './create-arguments.ts';
import type { Engine } from './engine.ts';
import { engineFailure, httpStatusOf } from './engine-error.ts';

/** A network to be created. `name` is the engine's. */
export type NetworkPlan = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly internal: boolean;
  /** Every container on it gets its address from joulelab, not from the engine. */
  readonly fixedAddresses: boolean;
  /** Needed where containers ask for fixed addresses. */
  readonly subnet?: string;
};

/** Creates a bridge network and gives its id. @throws JoulelabError `engine-failed` */
export async function createNetwork(engine: Engine, plan: NetworkPlan): Promise<string> {
  try {
    const network = await engine.api.createNetwork({
      Name: plan.name,
      Driver: 'bridge',
      CheckDuplicate: true,
      Internal: plan.internal,
      Labels: { ...plan.labels },
      ...(plan.subnet === undefined
        ? {}
        : { IPAM: { Driver: 'default', Config: [{ Subnet: plan.subnet }] } }),
    });
    return network.id;
  } catch (thrown) {
    throw engineFailure(`Cannot create network ${plan.name}`, thrown);
  }
}

/**
 * A subnet that is free: the one that the engine gives to a network of the plan, which is removed again. An engine takes addresses
 * for containers only on a network whose subnet was asked for.
 * @throws JoulelabError `engine-failed`
 */
export async function findSubnet(engine: Engine, plan: NetworkPlan): Promise<string> {
  const id = await createNetwork(engine, plan);
  try {
    const { IPAM } = await engine.api.getNetwork(id).inspect();
    const [subnet] = (IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []);
    if (subnet === undefined) throw new Error('the engine tells no subnet of it');
    return subnet;
  } catch (thrown) {
    throw engineFailure(`Cannot look at network ${plan.name}`, thrown);
  } finally {
    await removeNetwork(engine, id);
  }
}

/** Joins a created container to a further network. */
export async function joinNetwork(engine: Engine, containerId: string, place: NetworkPlace): Promise<void> {
  try {
    await engine.api.getNetwork(place.networkName).connect({
      Container: containerId,
      EndpointConfig: {
        Aliases: [...place.aliases],
        ...(place.ipv4Address === undefined ? {} : { IPAMConfig: { IPv4Address: place.ipv4Address } }),
      },
    });
  } catch (thrown) {
    throw engineFailure(`Cannot join network ${place.networkName}`, thrown);
  }
}

/** Removes a network; one that is gone is no error. */
export async function removeNetwork(engine: Engine, name: string): Promise<void> {
  try {
    await engine.api.getNetwork(name).remove();
  } catch (thrown) {
    if (httpStatusOf(thrown) !== 404) throw engineFailure(`Cannot remove network ${name}`, thrown);
  }
}

/**
 * The subnet that holds all fixed addresses of a network: the /24 of the first, else its /16.
 * Undefined without addresses: then the engine chooses.
 */
export function subnetFor(addresses: readonly string[]): string | undefined {
  const [first] = addresses;
  if (first === undefined) return undefined;
  const prefix = (parts: number) => `${first.split('.').slice(0, parts).join('.')}.`;
  const narrow = addresses.every((address) => address.startsWith(prefix(3)));
  return narrow ? `${prefix(3)}0/24` : `${prefix(2)}0.0/16`;
}
