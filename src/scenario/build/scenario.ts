import type { Scenario } from '../../domain/scenario.ts';
import type { ScenarioData } from '../schema/scenario-schema.ts';
import { readCustomMetrics } from './custom-metrics.ts';
import { defined, textOf } from './defined.ts';
import { checkPauses, readFlow } from './flow.ts';
import { readNetworks, readVolumes } from './networks.ts';
import { readRelations } from './relations.ts';
import type { Scope } from './scope.ts';
import { readServices } from './services.ts';

type Content = Omit<Scenario, 'file' | 'root' | 'resolvedText' | 'variables' | 'warnings'>;

/** What the schema let through, as the domain has it; references between the parts are checked here. */
export function readScenario(data: ScenarioData, scope: Scope): Content {
  const networks = readNetworks(data, scope);
  const volumes = readVolumes(data, scope);
  const { services, anonymous } = readServices(data, networks, volumes, scope);
  const flow = readFlow(data, services, scope);
  checkPauses(services, flow, scope);
  return defined({
    name: textOf(data.name) ?? '',
    description: textOf(data.description),
    author: textOf(data.author),
    services,
    networks,
    volumes: [...volumes, ...anonymous],
    flow,
    customMetrics: readCustomMetrics(data, scope),
    relations: readRelations(data, scope),
  });
}
