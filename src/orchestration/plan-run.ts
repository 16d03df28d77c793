import type { Limits, Service } from '../domain/scenario.ts';
import { choosesNetwork, type NetworkPlace } from './engine/create-arguments.ts';
import { objectName, runLabels } from './engine/labels.ts';
import { type NetworkPlan, subnetFor } from './engine/networks.ts';
import { foreignPlatform, parsePlatform, platformOption, runsOn } from './engine/platform.ts';
import type { Journal } from './journal.ts';
import { resolveLimits } from './limits.ts';
import type { ScenarioJob } from './measured.ts';
import { type SelectedRuntime, selectRuntime } from './runtimes/registry.ts';

/** All that can be decided before anything starts. Keys are service keys. */
export type RunPlan = {
  readonly limits: ReadonlyMap<string, Required<Limits>>;
  readonly runtimes: ReadonlyMap<string, SelectedRuntime>;
  readonly networks: readonly NetworkPlan[];
  readonly places: ReadonlyMap<string, readonly NetworkPlace[]>;
  /** Engine's names. */
  readonly volumes: readonly string[];
};

/** Services that name no network share this one, as in Compose. */
const DEFAULT_NETWORK = 'default';

/**
 * Plans a run and refuses what cannot work, before anything is measured or created.
 * @throws JoulelabError `not-supported`, `limits-exceeded`, `runtime-unavailable`
 */
export async function planRun(job: ScenarioJob, journal: Journal): Promise<RunPlan> {
  const { scenario, engine, runId } = job;
  refuseForeignPlatforms(job);
  const limits = resolveLimits(scenario.services, engine.capacity);
  for (const warning of limits.warnings) journal.warn(warning);
  const runtimes = new Map<string, SelectedRuntime>();
  for (const { key, runtime } of scenario.services) runtimes.set(key, await selectRuntime(engine, runtime));
  const places = new Map(scenario.services.map((service) => [service.key, placesOf(runId, service)]));
  return {
    limits: limits.byService,
    runtimes,
    places,
    networks: planNetworks(job, [...places.values()].flat()),
    volumes: [...namedVolumes(job)].map((name) => objectName(runId, name)),
  };
}

/** Known before anything is fetched: no use to measure a baseline first. */
function refuseForeignPlatforms({ scenario, engine: { architecture } }: ScenarioJob): void {
  for (const { key, engineArgs } of scenario.services) {
    const wanted = platformOption(engineArgs);
    if (wanted !== undefined && !runsOn(architecture, parsePlatform(wanted)))
      throw foreignPlatform(key, wanted, architecture);
  }
}

function placesOf(runId: string, service: Service): NetworkPlace[] {
  if (choosesNetwork(service.engineArgs)) return [];
  const joined = service.networks.length > 0 ? service.networks : [{ name: DEFAULT_NETWORK, aliases: [] }];
  return joined.map((network) => ({
    networkName: objectName(runId, network.name),
    aliases: [...new Set([service.key, service.containerName, ...network.aliases])],
    ...('ipv4Address' in network && network.ipv4Address !== undefined
      ? { ipv4Address: network.ipv4Address }
      : {}),
  }));
}

function planNetworks({ scenario, runId }: ScenarioJob, places: readonly NetworkPlace[]): NetworkPlan[] {
  const declared = new Map(scenario.networks.map((network) => [objectName(runId, network.name), network]));
  const names = new Set([...declared.keys(), ...places.map(({ networkName }) => networkName)]);
  return [...names].map((name) => {
    const addresses = places.flatMap((place) =>
      place.networkName === name ? (place.ipv4Address ?? []) : [],
    );
    const subnet = declared.get(name)?.subnet ?? subnetFor(addresses);
    return {
      name,
      labels: runLabels(runId),
      internal: declared.get(name)?.internal ?? false,
      ...(subnet === undefined ? {} : { subnet }),
    };
  });
}

function namedVolumes({ scenario }: ScenarioJob): Set<string> {
  const mounted = scenario.services.flatMap(({ mounts }) =>
    mounts.flatMap((mount) => (mount.type === 'volume' && mount.source !== '' ? [mount.source] : [])),
  );
  return new Set([...scenario.volumes, ...mounted]);
}
