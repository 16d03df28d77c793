import type { Limits } from '../domain/scenario.ts';
import { objectName } from './engine/labels.ts';
import type { NetworkPlan } from './engine/networks.ts';
import { foreignPlatform, parsePlatform, platformOption, runsOn } from './engine/platform.ts';
import type { Journal } from './journal.ts';
import { resolveLimits } from './limits.ts';
import type { ScenarioJob } from './measured.ts';
import { hasPeers, type Places, placesOf, planNetworks } from './plan-networks.ts';
import { type AppliedPolicy, applyPolicy } from './policies/apply-policy.ts';
import { examineRuntime } from './runtimes/examine-runtime.ts';
import { type SelectedRuntime, selectRuntime } from './runtimes/select-runtime.ts';

/** All that can be decided before anything starts. Keys are service keys. */
export type RunPlan = {
  readonly limits: ReadonlyMap<string, Required<Limits>>;
  readonly runtimes: ReadonlyMap<string, SelectedRuntime>;
  readonly policies: ReadonlyMap<string, AppliedPolicy>;
  readonly networks: readonly NetworkPlan[];
  readonly places: Places;
  /** Engine's names. */
  readonly volumes: readonly string[];
};

/**
 * Plans a run and refuses what cannot work, before anything is measured or created.
 * @throws JoulelabError `not-supported`, `limits-exceeded`, `runtime-unavailable`
 */
export async function planRun(job: ScenarioJob, journal: Journal): Promise<RunPlan> {
  const { scenario, engine, runId } = job;
  refuseForeignPlatforms(job);
  const limits = resolveLimits(scenario.services, engine.capacity);
  for (const warning of limits.warnings) journal.warn(warning);
  const places = new Map(scenario.services.map((service) => [service.key, placesOf(runId, service)]));
  const runtimes = new Map<string, SelectedRuntime>();
  const policies = new Map<string, AppliedPolicy>();
  for (const service of scenario.services) {
    const selected = await selectRuntime(job, service.runtime);
    const isNew = [...runtimes.values()].every(({ entry: { name } }) => name !== selected.entry.name);
    if (isNew) for (const warning of await examineRuntime(selected, job)) journal.warn(warning);
    const { entry, runtime } = selected;
    runtimes.set(service.key, selected);
    const policy = runtime.policy(entry, engine);
    const surroundings = {
      runtime: entry.name,
      capacity: engine.capacity,
      hasPeers: hasPeers(service.key, places),
    };
    policies.set(service.key, applyPolicy(service, policy, surroundings));
  }
  return {
    limits: limits.byService,
    runtimes,
    policies,
    places,
    networks: planNetworks(job, places, policies),
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

function namedVolumes({ scenario }: ScenarioJob): Set<string> {
  const mounted = scenario.services.flatMap(({ mounts }) =>
    mounts.flatMap((mount) => (mount.type === 'volume' && mount.source !== '' ? [mount.source] : [])),
  );
  return new Set([...scenario.volumes, ...mounted]);
}
